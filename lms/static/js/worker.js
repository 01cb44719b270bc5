// Without a network the pages read last can still be read: the first page and the library's works,
// each saying of when it is. Whoever comes to the sign-in page has left: nothing of theirs stays.
// Nor does it when somebody else reads here (by a link that signs them in), or when the sign-in that
// read it would be over by now: <body data-person="3" data-hours="12">.
const PAGES = "pages";
const SHELL = "shell";
const OFFLINE = "/offline";
const READER = "X-Reader";
const UNTIL = "X-Until";
const HOUR = 3600 * 1000;
const MOST = 30;

const isKept = ({ pathname }) =>
  pathname === "/" || (/^\/library\/[^/]+/.test(pathname) && pathname !== "/library/search");

const told = (words, name) => Number(new RegExp(`<body[^>]* data-${name}="(\\d+)"`).exec(words)?.[1] ?? 0);

async function mine(answer) {
  const words = await answer.text();
  const headers = new Headers(answer.headers);
  headers.set(READER, told(words, "person"));
  headers.set(UNTIL, Date.parse(headers.get("Date")) + told(words, "hours") * HOUR);
  return new Response(words, { headers });
}

async function drop(pages, isGone) {
  for (const request of await pages.keys()) {
    if (isGone((await pages.match(request)).headers)) await pages.delete(request);
  }
}

async function keep(request, answer) {
  const url = new URL(request.url);
  if (url.pathname === "/sign-in") { await caches.delete(PAGES); return; }
  if (!isKept(url) || !answer.ok || !/html/.test(answer.headers.get("Content-Type"))) return;
  const pages = await caches.open(PAGES);
  const page = await mine(answer);
  await drop(pages, (headers) => headers.get(READER) !== page.headers.get(READER));
  await pages.delete(request.url);
  await pages.put(request.url, page);
  const [oldest] = (await pages.keys()).slice(0, -MOST);
  if (oldest) await pages.delete(oldest);
}

async function kept(request) {
  const pages = await caches.open(PAGES);
  await drop(pages, (headers) => !(Date.now() < headers.get(UNTIL)));
  const found = await pages.match(request.url);
  if (!found) return (await caches.match(OFFLINE, { cacheName: SHELL })) ?? Response.error();
  const made = new Date(found.headers.get("Date")).toISOString();
  const words = (await found.text()).replace("<body ", `<body data-kept="${made}" `);
  return new Response(words, { headers: found.headers });
}

async function page(event) {
  try {
    const answer = await fetch(event.request);
    event.waitUntil(keep(event.request, answer.clone()));
    return answer;
  } catch {
    return kept(event.request);
  }
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(SHELL).then((shell) => shell.add(OFFLINE)));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate" && event.request.method === "GET") {
    event.respondWith(page(event));
  }
});
