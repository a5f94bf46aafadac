import { readFileSync } from "node:fs";
import { LETS_LOGOS_GO_HERE, startHostileHosts } from "./hostile-hosts";
import { namedDatabase, namedMailServer } from "./named-services";
import { randomInt } from "@/lib/random";
import { TestBrowser, sessionIn } from "@/tests/support/browser";
import { startTestPortal, type TestPortal } from "@/tests/support/portal";

/** What is measured, in milliseconds: of each its median and its longest. */
export type Measured = Record<"page" | "mail" | "reconnect" | "signIn", { median: number; longest: number }>;
export type HostileRun = {
  before: Measured;
  during: Measured;
  memoryMB: { before: number; most: number };
  asked: number;
  answered: number;
};

/** Who looked at a picture looks again after so long at most. */
const LOOK_AGAIN_MS = 8000;
/** A portal that hangs is given up on after this long, and what was measured then counts. */
const PATIENCE_MS = 60_000;

let person = 0;
/** A client with a public address of its own: the test's address is a proxy's. */
const from = (network: string) => ({ "X-Forwarded-For": `${network}.${(person >> 8) & 255}.${person++ & 255}` });

const timed = async (job: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await job();
  return performance.now() - started;
};

const summary = (times: number[]) => {
  const sorted = [...times].sort((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? 0, longest: sorted.at(-1) ?? 0 };
};

/** Asks until it is answered well: a portal that has lost its database says so meanwhile. */
async function untilFine(ask: () => Promise<number>): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    if ((await ask().catch(() => 0)) === 200) return;
    await new Promise((soon) => setTimeout(soon, 20));
  }
}

async function measure(
  portal: TestPortal,
  database: { drop(): void },
  mail: { arrived(): number },
  rounds: number,
): Promise<Measured> {
  const times = { page: [] as number[], mail: [] as number[], reconnect: [] as number[], signIn: [] as number[] };
  const page = async () => (await portal.ask("/appportal/v1?appId=devtest", { headers: from("198.18") })).status;
  for (let round = 0; round < rounds; round++) {
    times.page.push(await timed(() => untilFine(page)));
    const browser = new TestBrowser(`http://localhost:${portal.port}`);
    const origin = from("198.19");
    const session = sessionIn((await browser.post("/appportal/v1/begin?appId=devtest", {}, origin)).location);
    const arrived = mail.arrived();
    times.mail.push(
      await timed(async () => {
        await browser.post(
          `/appportal/v1/account/send?session=${session}`,
          { email: `p${person}@example.org` },
          origin,
        );
        const end = performance.now() + PATIENCE_MS;
        while (mail.arrived() === arrived && performance.now() < end) await new Promise((soon) => setTimeout(soon, 5));
      }),
    );
    const other = sessionIn((await browser.post("/appportal/v1/begin?appId=devtest", {}, origin)).location);
    times.signIn.push(
      await timed(() =>
        browser.post(
          `/appportal/v1/account/sign-in?session=${other}`,
          { email: `q${person}@example.org`, password: "no such password at all" },
          origin,
        ),
      ),
    );
    database.drop();
    times.reconnect.push(await timed(() => untilFine(page)));
  }
  return {
    page: summary(times.page),
    mail: summary(times.mail),
    reconnect: summary(times.reconnect),
    signIn: summary(times.signIn),
  };
}

/** Opens a start URL, as a page would be opened, and gives the address of its picture. */
async function logoPath(portal: TestPortal, url: string): Promise<string> {
  const { body } = await portal.ask(`/appportal/v1?appId=devtest&appLogoUrl=${encodeURIComponent(url)}`, {
    headers: from("203.0"),
  });
  const found = /\/appportal\/v1\/logo\?[^"' ]+/.exec(body)?.[0];
  if (!found) throw new Error("the page shows no logo");
  return found.replaceAll("&amp;", "&");
}

const residentMB = (pid: number | undefined, field: "VmRSS" | "VmHWM") =>
  Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;

/** Looks at pictures, all at once and then again and again until it is stopped, each from an address of its own. */
function attack(portal: TestPortal, paths: string[]): { answered(): number; stop(): void } {
  let going = true;
  let answered = 0;
  const look = async (path: string) => {
    const origin = from("203.1");
    while (going) {
      const answer = await portal.ask(path, { headers: origin }).catch(() => undefined);
      if (answer?.status === 200) answered++;
      await new Promise((soon) => setTimeout(soon, randomInt(LOOK_AGAIN_MS)));
    }
  };
  for (const path of paths) void look(path);
  return { answered: () => answered, stop: () => void (going = false) };
}

/**
 * Measures pages, mails, connections to the database made anew and password sign-ins of a portal of its own, as built:
 * at rest, and while logos of hostile hosts are looked at from as many networks. Database and mail server are known by
 * name.
 * @param logos how many @param rounds of measuring, before and during
 */
export async function measureHostileLogos({ logos, rounds }: { logos: number; rounds: number }): Promise<HostileRun> {
  const [database, mail, hosts] = [await namedDatabase(), await namedMailServer(), await startHostileHosts()];
  const portal = await startTestPortal({
    DATABASE_URL: database.url,
    SMTP_URL: mail.url,
    OUTBOUND_DNS: hosts.dns,
    TRUSTED_PROXIES: "127.0.0.1",
    NODE_OPTIONS: LETS_LOGOS_GO_HERE,
  });
  try {
    const paths: string[] = [];
    for (let index = 0; index < logos; index++) paths.push(await logoPath(portal, hosts.logoUrl(index)));
    await measure(portal, database, mail, 3);
    const before = await measure(portal, database, mail, rounds);
    const memory = residentMB(portal.child.pid, "VmRSS");
    const hostile = attack(portal, paths);
    await new Promise((soon) => setTimeout(soon, 200));
    const during = await measure(portal, database, mail, rounds);
    hostile.stop();
    return {
      before,
      during,
      memoryMB: { before: memory, most: residentMB(portal.child.pid, "VmHWM") },
      asked: hosts.asked(),
      answered: hostile.answered(),
    };
  } finally {
    portal.child.kill("SIGKILL");
    hosts.stop();
    mail.stop();
    await database.stop();
  }
}
