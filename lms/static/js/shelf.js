// <body data-worker="/assets/…/worker.js">: pages are kept on the device for when there is no
// network (see worker.js). <ul data-shelf> lists the works that are there.
async function register() {
  try {
    await navigator.serviceWorker.register(document.body.dataset.worker, { scope: "/" });
  } catch {
    // switched off on this device: without a network the browser says so itself
  }
}

async function list(place) {
  const pages = await caches.open("pages");
  const items = document.createDocumentFragment();
  for (const request of (await pages.keys()).reverse()) {
    const words = await (await pages.match(request)).text();
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = request.url;
    link.textContent = new DOMParser().parseFromString(words, "text/html").title;
    item.append(link);
    items.append(item);
  }
  place.replaceChildren(items); // all at once: a list does not grow under the finger
  place.closest("[hidden]")?.toggleAttribute("hidden", !place.childElementCount);
}

if ("serviceWorker" in navigator && document.body.dataset.worker) register();
const shelf = document.querySelector("[data-shelf]");
if (shelf && "caches" in window) list(shelf);
