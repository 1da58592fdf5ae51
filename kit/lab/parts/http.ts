import { fetchAs } from "../../model/login.ts";

/** Whether a GET of the address is answered by 2xx within a second. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetchAs(url, { signal: AbortSignal.timeout(1_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
