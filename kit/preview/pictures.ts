import { mkdir } from "node:fs/promises";
import path from "node:path";
import { type Browser, chromium } from "playwright-core";

/** Starts it. It draws without a graphics card, and reaches nothing but this machine. */
export async function openChromium(executablePath: string): Promise<Browser> {
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, args: [...sandbox, "--disable-gpu", "--force-color-profile=srgb"] });
}

export interface Picture {
  /** `/d/<uid>`, with Grafana's parameters. */
  readonly address: string;
  /** Without `.png`. */
  readonly name: string;
  readonly theme: "dark" | "light";
  /** In pixels. */
  readonly width: number;
  /** So much of the top of the page, in pixels; the whole of it unless told. */
  readonly height?: number;
}

/** Takes pictures of pages of the preview into a directory. Each is taken once every panel is drawn. */
export async function takePictures(
  browser: Browser,
  {
    url,
    directory,
    locale,
    pictures,
  }: { url: string; directory: string; locale: "fr" | "en"; pictures: readonly Picture[] },
): Promise<string[]> {
  await mkdir(directory, { recursive: true });
  const files: string[] = [];
  for (const { address, name, theme, width, height } of pictures) {
    const page = await browser.newPage({
      viewport: { width, height: 800 },
      locale: locale === "fr" ? "fr-FR" : "en-GB",
      colorScheme: theme,
      reducedMotion: "reduce",
    });
    await page.goto(`${url}${address}`);
    await page.waitForSelector("html[data-drawn]", { state: "attached" });
    const file = path.join(directory, `${name}.png`);
    const clip = height === undefined ? undefined : { x: 0, y: 0, width, height };
    await page.screenshot({ path: file, fullPage: true, ...(clip && { clip }) });
    files.push(file);
    await page.close();
  }
  return files;
}
