// One page, one category table: `node audit.mjs URL` prints {"performance": 0.99, …, "failed": ["…"]} as one line.
// The profile is Lighthouse's own for phones: a small screen, a slow network and a slow processor, all simulated.
import lighthouse from "lighthouse";
import { launch } from "chrome-launcher";

const [url] = process.argv.slice(2);
const chrome = await launch({
  chromePath: process.env.CHROME_PATH,
  chromeFlags: [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
  ],
});
try {
  const { lhr } = await lighthouse(url, {
    port: chrome.port,
    logLevel: "error",
    output: "json",
    onlyCategories: ["performance", "accessibility", "best-practices", "seo"],
  });
  if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
  const scores = Object.fromEntries(Object.entries(lhr.categories).map(([name, its]) => [name, its.score]));
  const failed = Object.values(lhr.audits)
    .filter((audit) => audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode !== "informative")
    .map((audit) => `${audit.id}: ${audit.title}${audit.displayValue ? ` (${audit.displayValue})` : ""}`);
  const bytes = lhr.audits["total-byte-weight"]?.numericValue;
  console.log(JSON.stringify({ ...scores, bytes, shift: lhr.audits["cumulative-layout-shift"]?.numericValue, failed }));
} finally {
  chrome.kill();
}
