// Debian's Chromium without a window, in a profile of its own that goes with it.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const executablePath = process.env.BALLAST_TEST_CHROMIUM ?? "/usr/bin/chromium";
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export async function openBrowser() {
  const profile = await mkdtemp(join(tmpdir(), "ballast-chromium-"));
  const context = await chromium.launchPersistentContext(profile, { executablePath, headless: true, args });
  return {
    newPage: () => context.newPage(),
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true });
    },
  };
}
