// The web desk in a real browser: what a person does with it, with keyboard and without scripts, and whether axe finds
// a serious fault. Screenshots of everything lie in e2e/screenshots afterwards; look at them.
//
//     node e2e/run.mjs [path to the copydesk binary]      CHROMIUM names another browser than /usr/bin/chromium
import { execFileSync, spawn } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { Cite } from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import "@citation-js/plugin-ris";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import axe from "axe-core";
import { parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import jsonld from "jsonld";
import Papa from "papaparse";
import { chromium } from "playwright-core";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const binary = path.resolve(process.argv[2] ?? path.join(root, "target/debug/copydesk"));
const shots = path.join(root, "e2e/screenshots");
fs.mkdirSync(shots, { recursive: true });
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "copydesk-e2e-"));

// ── The server and its reports ────────────────────────────────────────────────────────────────────────────────────
const server = spawn(binary, ["serve", "--desk", path.join(folder, "news.desk"), "--listen", "127.0.0.1:0", "--json", "--private-webhooks"], {
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

test("every export is read by a parser that is not ours", async () => {
  const id = await story("Quay Seven");
  const record = await (await fetch(`${base}/api/v1/stories/${id}`)).json();
  const take = async (format) => {
    const answer = await fetch(`${base}/stories/${id}/export/${format}`);
    assert.equal(answer.status, 200, format);
    return Buffer.from(await answer.arrayBuffer());
  };
  const text = async (format) => (await take(format)).toString("utf8");
  const rows = (format, body) => {
    const parsed = Papa.parse(body, { header: true, skipEmptyLines: true });
    assert.deepEqual(parsed.errors, [], format);
    return parsed.data;
  };
  // Everything that has places holds the words that stand there.
  const texts = new Map();
  const document = JSON.parse(await text("json"));
  for (const report of document.reports) texts.set(report.id, [...report.text]);
  const stands = (report, start, end, words) => assert.equal(texts.get(report).slice(Number(start), Number(end)).join(""), words);
  assert.equal(document.stories[0].reports.length, 6);
  assert.ok((await text("jsonl")).trim().split("\n").every((line) => JSON.parse(line)));
  const page = await browser.newPage();
  await page.setContent(await text("html"));
  assert.match(await page.locator("h1, h2").first().innerText(), /\S/);
  await page.close();
  assert.match(await text("markdown"), /^#/m);

  const seen = new Set(["json", "jsonl", "html", "markdown"]);
  const formats = [...(await (await fetch(`${base}/stories/${id}`)).text()).matchAll(/\/export\/([a-z0-9-]+)"/g)].map((m) => m[1]);
  const contexts = (url) => ({ contextUrl: null, documentUrl: url, document: { "@context": { "@vocab": url.replace(/#?$/, "#"), id: "@id", type: "@type" } } });
  const reader = {
    csv: async (format) => {
      const table = rows(format, await text(format));
      assert.ok(table.length > 0, format);
      for (const row of table.filter((r) => r.start && r.text && r.report)) stands(row.report, row.start, row.end, row.text.replace(/^'(?=[=+@\t\r-])/, ""));
    },
    parquet: async (format) => {
      const bytes = await take(format);
      const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
      const table = await parquetReadObjects({ file, compressors });
      const evidence = document.stories[0].findings.flatMap((f) => f.values.flatMap((v) => v.evidence));
      assert.equal(table.length, evidence.length);
      for (const row of table) stands(row.report, row.start, row.end, row.text);
    },
    jsonld: async (format) => {
      const expanded = await jsonld.expand(JSON.parse(await text(format)), { documentLoader: async (url) => contexts(url) });
      assert.ok(expanded.length > 0, format);
    },
    json: async (format) => assert.ok(JSON.parse(await text(format))),
    cite: async (format, forceType) => assert.equal(new Cite(await text(format), forceType ? { forceType } : {}).data.length, record.reports.length, format),
    graph: async (format) => {
      const page = await browser.newPage();
      const { faults, nodes, edges } = await page.evaluate((xml) => {
        const parsed = new DOMParser().parseFromString(xml, "application/xml");
        const of = (name) => [...parsed.getElementsByTagName(name)];
        return {
          faults: of("parsererror").length,
          nodes: of("node").map((n) => n.getAttribute("id")),
          edges: of("edge").map((e) => [e.getAttribute("source"), e.getAttribute("target")]),
        };
      }, await text(format));
      await page.close();
      assert.equal(faults, 0, format);
      assert.equal(new Set(nodes).size, record.reports.length, format);
      assert.ok(edges.length > 0 && edges.flat().every((end) => nodes.includes(end)), format);
    },
  };
  for (const format of formats) {
    if (seen.has(format)) continue;
    seen.add(format);
    if (format.endsWith("csv") || format === "csv") await reader.csv(format);
    else if (format === "parquet") await reader.parquet(format);
    else if (["gexf", "graphml"].includes(format)) await reader.graph(format);
    else if (format === "bibtex") await reader.cite(format);
    else if (format === "ris") await reader.cite(format, "@ris/file");
    else if (format.includes("csl")) await reader.cite(format);
    else if (/annotation|schema|prov/.test(format)) await reader.jsonld(format);
    else await reader.json(format);
  }
  assert.ok(seen.size >= 17, [...seen].join(" "));
});

test("a webhook is told what is new, signed, and told again until it listens", async () => {
  const heard = [];
  const listener = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      heard.push({ headers: request.headers, body });
      response.statusCode = heard.length === 1 ? 500 : 204;
      response.end();
    });
  });
  await new Promise((resolve) => listener.listen(0, "127.0.0.1", resolve));
  try {
    const made = await fetch(`${base}/api/v1/webhooks`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ url: `http://127.0.0.1:${listener.address().port}/desk`, events: ["new_story", "new_conflict"] }),
    });
    assert.equal(made.status, 201);
    const { id, secret } = await made.json();
    await add(JSON.stringify({ id: "hooked", outlet: "Tarn Post", title: "Library at Tarn opens again", published: "2022-11-02",
      text: "The library at Tarn opened again on Wednesday after two years, the council said. It has nine thousand new books." }));
    for (let i = 0; i < 100 && heard.length < 2; i++) await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(heard.length, 2, "it was told once more after it had failed");
    for (const { headers, body } of heard) {
      const hmac = crypto.createHmac("sha256", secret).update(`${headers["copydesk-timestamp"]}.${body}`).digest("hex");
      assert.equal(headers["copydesk-signature"], `sha256=${hmac}`);
    }
    assert.equal(heard[0].body, heard[1].body);
    const told = JSON.parse(heard[1].body);
    assert.equal(told.webhook, id);
    assert.deepEqual(told.events.map((e) => [e.kind, e.detail.headline]), [["new_story", "Library at Tarn opens again"]]);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.equal(heard.length, 2, "what was taken is not told again");
    assert.equal((await fetch(`${base}/api/v1/webhooks/${id}`, { method: "DELETE" })).status, 204);
  } finally {
    listener.close();
  }
});

test("agents reach the tools over standard input and output", async () => {
  const client = new Client({ name: "e2e", version: "1" });
  await client.connect(new StdioClientTransport({ command: binary, args: ["mcp", "--desk", path.join(folder, "news.desk")], stderr: "inherit" }));
  try {
    const { tools } = await client.listTools();
    assert.deepEqual(tools.map((t) => t.name).sort(), ["check_claim", "find_stories", "quotations_of", "story_ledger"]);
    assert.ok(tools.every((t) => t.outputSchema && t.annotations.readOnlyHint), "each says what it gives, and only looks");
    // The client checks every answer against the tool's own output schema.
    const call = async (name, args) => (await client.callTool({ name, arguments: args })).structuredContent;
    const found = await call("find_stories", { query: "warehouse" });
    assert.match(found.stories[0].headline, /Quay Seven/);
    const ledger = await call("story_ledger", { story: found.stories[0].story });
    assert.equal(ledger.reports.length, 6);
    assert.ok((await call("quotations_of", { person: "Marta Velloso" })).quotations.length > 0);
    assert.equal((await call("check_claim", { claim: "The moon is made of cheese and Tarn of butter." })).verdict, "silent");
  } finally {
    await client.close();
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
