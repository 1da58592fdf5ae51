/**
 * What a server answers, up to a size: a little more is read than that, the rest is not sent.
 * @returns the bytes, and whether there are more of them
 */
export async function beginningOf(
  { body }: Response,
  mostBytes: number,
): Promise<{ readonly bytes: Buffer; readonly cut: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    chunks.push(chunk);
    if (length > mostBytes) return { bytes: Buffer.concat(chunks), cut: true };
  }
  return { bytes: Buffer.concat(chunks), cut: false };
}
