// The web desk in a real browser: what a person does with it, with keyboard and without scripts, and whether axe finds
// a serious fault. Screenshots of everything lie in e2e/screenshots afterwards; look at them.
//
//     node e2e/run.mjs [path to the copydesk binary]      CHROMIUM names another browser than /usr/bin/chromium
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import axe from "axe-core";
import { chromium } from "playwright-core";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const binary = path.resolve(process.argv[2] ?? path.join(root, "target/debug/copydesk"));
const shots = path.join(root, "e2e/screenshots");
fs.mkdirSync(shots, { recursive: true });
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "copydesk-e2e-"));

// ── The server and its reports ────────────────────────────────────────────────────────────────────────────────────
const server = spawn(binary, ["serve", "--desk", path.join(folder, "news.desk"), "--listen", "127.0.0.1:0", "--json"], {
  stdio: ["ignore", "pipe", "inherit"],
});
const base = await new Promise((resolve, reject) => {
  let text = "";
  server.stdout.on("data", (chunk) => {
    text += chunk;
    if (text.includes("\n")) resolve(JSON.parse(text.split("\n")[0]).listening);
  });
  server.on("exit", (code) => reject(new Error(`the server ended with ${code}`)));
});

async function add(reports) {
  const answer = await fetch(`${base}/api/v1/reports`, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body: reports,
  });
  const text = await answer.text();
  assert.ok(answer.ok, text);
  return JSON.parse(text);
}
const intake = (name) => execFileSync(binary, ["intake", path.join(root, "examples", name)], { encoding: "utf8" });

// ── What is tried ─────────────────────────────────────────────────────────────────────────────────────────────────
const tests = [];
const test = (name, run) => tests.push([name, run]);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});

/** A page whose faults (script errors, refused resources) fail the test. */
async function open(url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 960 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("console", (message) => message.type() === "error" && page.faults.push(message.text()));
  await page.goto(base + url);
  return page;
}
async function close(page) {
  assert.deepEqual(page.faults, []);
  await page.context().close();
}
const shoot = (page, name, fullPage = false) => page.screenshot({ path: path.join(shots, `${name}.png`), fullPage });
const visible = (page, selector) =>
  page.$eval(selector, (it) => {
    const box = it.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + 2, box.top + box.height / 2);
    return box.top >= 0 && box.bottom <= innerHeight && it.contains(top);
  });
/** Clicks what leads to another page, and waits for it. */
async function go(page, locator) {
  const arrived = page.waitForEvent("framenavigated");
  await locator.click();
  await arrived;
  await page.waitForLoadState();
}
async function story(words) {
  const list = await (await fetch(`${base}/api/v1/stories`)).json();
  const found = list.items.find((s) => s.headline.includes(words));
  assert.ok(found, `no story ${words}`);
  return found.id;
}

test("the front page lists stories with their counts and can be narrowed", async () => {
  const page = await open("/");
  await shoot(page, "front");
  assert.equal(await page.locator("[role=feed] > article").count(), 3);
  assert.match(await page.locator("article", { hasText: "Quay Seven" }).innerText(), /6 reports\s*→\s*5 texts\s*→\s*4 origins/);
  await go(page, page.locator(".facet a", { hasText: "conflicting" }).first());
  assert.ok(new URL(page.url()).searchParams.get("standing") === "conflicting");
  await go(page, page.locator(".chosen a").first());
  assert.equal(await page.locator("[role=feed] > article").count(), 3);
  await close(page);
});

test("a click on a sentence shows its words lit up in the report beside it", async () => {
  const page = await open(`/stories/${await story("Quay Seven")}`);
  const link = page.locator(".brief .sentence a.said").nth(2);
  const words = (await link.innerText()).trim();
  await link.click();
  await page.waitForSelector("#passage #at");
  const lit = (await page.locator("#passage mark.hit").allInnerTexts()).join("");
  assert.equal(lit.replace(/\s+/g, " ").trim(), words);
  assert.ok(await visible(page, "#passage #at"), "the words are in sight");
  await shoot(page, "story-evidence");
  await page.keyboard.press("Escape");
  assert.ok(await page.locator(".sources").isVisible());
  await close(page);
});

test("the matrix has tabs, and a disputed sentence leads to its row", async () => {
  const page = await open(`/stories/${await story("Quay Seven")}`);
  assert.ok(await page.locator(".panel.conflicting").isVisible());
  await page.locator(".tab.superseded").click();
  assert.ok(await page.locator(".panel.superseded").isVisible());
  assert.ok(!(await page.locator(".panel.conflicting").isVisible()));
  await page.locator("a.disputed").first().click();
  const target = page.locator(".finding:target");
  assert.ok(await target.isVisible(), "its tab opens");
  await shoot(page, "story", true);
  await close(page);
});

test("two reports are compared", async () => {
  const page = await open(`/stories/${await story("Quay Seven")}`);
  await page.locator("#compare button[type=submit]").click();
  await page.waitForURL(/\/compare\?/);
  assert.ok((await page.locator("tr.shared").count()) > 5);
  await shoot(page, "compare");
  await close(page);
});

test("a report shows and hides its layers", async () => {
  const page = await open(`/stories/${await story("Quay Seven")}`);
  await page.goto(base + (await page.locator(".source a").first().getAttribute("href")));
  const quoted = page.locator(".text .quotations").first();
  const background = () => quoted.evaluate((it) => getComputedStyle(it).backgroundColor);
  const shown = await background();
  await page.locator("#layer-quotations").uncheck();
  assert.notEqual(await background(), shown);
  await page.locator("#layer-quotations").check();
  await shoot(page, "report");
  await go(page, page.locator(".speakers a:not(.mark)").first());
  assert.match(page.url(), /\/people\//);
  await shoot(page, "person");
  await close(page);
});

test("stories are split, merged, and every edit is undone", async () => {
  const id = await story("Quay Seven");
  const page = await open(`/stories/${id}`);
  await page.locator("summary", { hasText: "Split reports out" }).click();
  await page.locator("#grouped input[type=checkbox]").nth(2).check();
  await page.locator("#split-note").fill("another matter");
  await go(page, page.locator("#grouped form button", { hasText: "Split" }));
  await page.waitForSelector(".edit-log");
  const count = async () => (await (await fetch(`${base}/api/v1/stories`)).json()).items.length;
  assert.equal(await count(), 4);
  await page.goto(`${base}/edits`);
  assert.match(await page.locator(".edit-log").innerText(), /split a report out: another matter/);
  await go(page, page.locator(".edit-log button", { hasText: "Undo" }).first());
  assert.equal(await count(), 3);
  await page.goto(`${base}/stories/${await story("High Street")}`);
  await page.locator("summary", { hasText: "Merge with another story" }).click();
  await page.locator("#merge-with").fill(`${base}/stories/${await story("Ferreiro")}`);
  await go(page, page.locator("#grouped form > button", { hasText: "Merge" }));
  await page.waitForSelector(".edit-log");
  assert.equal(await count(), 2);
  await shoot(page, "merged", true);
  await go(page, page.locator(".edit-log button", { hasText: "Undo" }).first());
  assert.equal(await count(), 3);
  await close(page);
});

test("a story is exported", async () => {
  const page = await open(`/stories/${await story("Quay Seven")}`);
  for (const [name, holds] of [["Findings CSV", "firefighters"], ["BibTeX", "@"], ["JSON", "copydesk/1"], ["GEXF", "<gexf"]]) {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name, exact: true }).click()]);
    assert.ok(fs.readFileSync(await download.path(), "utf8").includes(holds), name);
  }
  await close(page);
});

test("what is new is said at once and does not move the page", async () => {
  const page = await open("/");
  await page.evaluate(() => scrollTo(0, 200));
  const before = await page.evaluate(() => [scrollY, document.querySelector("article").getBoundingClientRect().top]);
  await add(JSON.stringify({ id: "late", outlet: "Tarn Post", title: "Bridge at Tarn closed", published: "2023-03-20",
    text: "The bridge at Tarn was closed on Monday after a lorry hit it, the council said. Engineers will look at it on Wednesday." }));
  await page.waitForSelector("#news button", { timeout: 10_000 });
  const after = await page.evaluate(() => [scrollY, document.querySelector("article").getBoundingClientRect().top]);
  assert.deepEqual(after, before, "the page stands still");
  await shoot(page, "live");
  await page.locator("#news button").click();
  await page.waitForSelector("text=Bridge at Tarn closed");
  await close(page);
});

test("everything goes with the keyboard", async () => {
  const page = await open("/");
  const focused = () => page.evaluate(() => document.activeElement.getAttribute("aria-posinset"));
  await page.keyboard.press("j");
  assert.equal(await focused(), "1");
  await page.keyboard.press("j");
  assert.equal(await focused(), "2");
  await page.keyboard.press("PageUp");
  assert.equal(await focused(), "1");
  await page.keyboard.press("?");
  assert.ok(await page.locator("#keys").isVisible());
  await shoot(page, "keys");
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "q");
  await page.keyboard.type("firefighters");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/search\?q=firefighters/);
  assert.ok((await page.locator(".snippet mark").count()) > 0);
  await shoot(page, "search");
  await page.goto(`${base}/stories/${await story("Quay Seven")}`);
  await page.keyboard.press("j");
  await page.keyboard.press("o");
  await page.waitForSelector("#passage #at");
  await page.keyboard.press("2");
  assert.ok(await page.locator("#tab-superseded").isChecked());
  await page.keyboard.press("h");
  await page.waitForURL(`${base}/`);
  await close(page);
});

test("it is readable and usable with scripts off", async () => {
  const page = await open(`/stories/${await story("Quay Seven")}`, { javaScriptEnabled: false });
  assert.ok(await page.locator(".brief").isVisible());
  await page.locator(".tab.corroborated").click();
  assert.ok(await page.locator(".panel.corroborated").isVisible());
  await page.locator(".brief a.said").first().click();
  await page.waitForURL(/\/reports\//);
  assert.ok(await page.locator("#at").isVisible(), "the words are lit up on the report's own page");
  await shoot(page, "no-scripts");
  await close(page);
});

test("it fits a phone, the dark and paper", async () => {
  const id = await story("Quay Seven");
  for (const [name, url] of [["front", "/"], ["story", `/stories/${id}`]]) {
    const phone = await open(url, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const width = await phone.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 390, `${name} is ${width} wide`);
    await shoot(phone, `${name}-phone`, true);
    if (name === "story") {
      await phone.locator(".brief a.said").first().click();
      await phone.waitForSelector("#passage #at");
      await phone.waitForTimeout(400);
      await shoot(phone, "story-phone-evidence");
    }
    await close(phone);
    const dark = await open(url, { colorScheme: "dark" });
    await shoot(dark, `${name}-dark`);
    await close(dark);
    const paper = await open(url, { viewport: { width: 800, height: 1100 } });
    await paper.emulateMedia({ media: "print" });
    await shoot(paper, `${name}-print`, true);
    await close(paper);
  }
});

test("axe finds no serious fault", async () => {
  const id = await story("Quay Seven");
  const record = await (await fetch(`${base}/api/v1/stories/${id}`)).json();
  const [a, b] = record.reports.map((r) => encodeURIComponent(r.id));
  const urls = ["/", `/stories/${id}`, `/reports/${a}?at=3-20`, `/stories/${id}/compare?a=${a}&b=${b}`, "/people/Marta%20Velloso", "/search?q=fire", "/edits", "/nowhere", "/sign-in"];
  for (const url of urls) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await open(url, { colorScheme });
      page.faults.length = 0; // a page that is not there says so
      for (const details of await page.locator("details").all()) await details.evaluate((it) => { it.open = true; });
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
      const serious = violations.filter((v) => ["serious", "critical"].includes(v.impact));
      assert.deepEqual(serious.map((v) => `${url} ${colorScheme}: ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160) + " " + (n.any[0]?.message ?? "")).join(" | ")}`), []);
      await page.context().close();
    }
  }
});

test("agents reach the tools over HTTP", async () => {
  let session = null;
  async function say(message) {
    const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
    if (session) headers["mcp-session-id"] = session;
    const answer = await fetch(`${base}/mcp`, { method: "POST", headers, body: JSON.stringify({ jsonrpc: "2.0", ...message }) });
    session ??= answer.headers.get("mcp-session-id");
    const text = await answer.text();
    assert.ok(answer.ok, text);
    const data = text.split("\n").filter((l) => l.startsWith("data:")).map((l) => l.slice(5).trim()).filter(Boolean);
    return text ? JSON.parse(data.length ? data.at(-1) : text) : null;
  }
  const hello = await say({ id: 1, method: "initialize", params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "e2e", version: "1" } } });
  assert.equal(hello.result.serverInfo.name, "copydesk");
  await say({ method: "notifications/initialized" });
  const found = await say({ id: 2, method: "tools/call", params: { name: "find_stories", arguments: { query: "warehouse" } } });
  assert.match(found.result.structuredContent.stories[0].headline, /Quay Seven/);
  const other = await fetch(`${base}/mcp`, { method: "POST", headers: { "content-type": "application/json", origin: "https://evil.example" }, body: "{}" });
  assert.equal(other.status, 403, "no page of another site gets at them");
});

// ── The run ───────────────────────────────────────────────────────────────────────────────────────────────────────
let failed = 0;
try {
  for (const name of ["harbour-fire", "council-vote", "football-transfer"]) await add(intake(name));
  const only = process.env.ONLY;
  for (const [name, run] of tests.filter(([name]) => !only || name.includes(only))) {
    const start = Date.now();
    try {
      await run();
      console.log(`ok    ${name} (${Date.now() - start} ms)`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL  ${name}\n${error.stack}`);
    }
  }
} finally {
  await browser.close();
  server.removeAllListeners("exit");
  server.kill("SIGTERM");
  fs.rmSync(folder, { recursive: true, force: true });
}
console.log(failed ? `${failed} failed` : "all passed");
process.exit(failed ? 1 : 0);
