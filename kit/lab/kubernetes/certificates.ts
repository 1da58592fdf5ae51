import path from "node:path";
import { run } from "../parts/programs.ts";

/** Paths of a pair in PEM. */
interface Pair {
  readonly certificate: string;
  readonly key: string;
}

export interface Certificates {
  /** Path of the authority's certificate, which signed both. */
  readonly authority: string;
  readonly server: Pair;
  /** Of a client who may do everything: who is nobody in particular gets errors that say nothing of the object. */
  readonly client: Pair;
}

/** Makes them with openssl, for a day and 127.0.0.1. @throws Error without openssl */
export async function makeCertificates(directory: string): Promise<Certificates> {
  const file = (name: string) => path.join(directory, name);
  const make = async (name: string, subject: string, more: readonly string[]): Promise<Pair> => {
    const pair = { certificate: file(`${name}.crt`), key: file(`${name}.key`) };
    await run("openssl", [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"],
      ...["-keyout", pair.key, "-out", pair.certificate, "-subj", subject, ...more],
    ]);
    return pair;
  };
  const authority = await make("authority", "/CN=authority", []);
  const signed = ["-CA", authority.certificate, "-CAkey", authority.key, "-addext", "basicConstraints=CA:FALSE"];
  return {
    authority: authority.certificate,
    server: await make("server", "/CN=server", [...signed, "-addext", "subjectAltName=IP:127.0.0.1"]),
    client: await make("client", "/O=system:masters/CN=judge", [...signed, "-addext", "extendedKeyUsage=clientAuth"]),
  };
}
