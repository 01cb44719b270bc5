// Answers on their way to the server, kept in this browser (IndexedDB) through a lost network, a
// reload, a closed tab. Where there is no IndexedDB they live as long as the page.
const STORE = "saves";

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function open() {
  try {
    const request = indexedDB.open("quiz", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ["sitting", "n"] });
    return await done(request);
  } catch {
    return null;
  }
}

export class Store {
  constructor(sitting) {
    this.sitting = sitting;
    this.database = open();
  }

  async work(mode, deed) {
    const database = await this.database;
    try {
      return database && await done(deed(database.transaction(STORE, mode).objectStore(STORE)));
    } catch {
      return null; // full or forbidden: the page still has the answer
    }
  }

  async all() {
    const mine = IDBKeyRange.bound([this.sitting, 0], [this.sitting, Infinity]);
    return await this.work("readonly", (store) => store.getAll(mine)) ?? [];
  }

  keep(save) {
    return this.work("readwrite", (store) => store.put({ ...save, sitting: this.sitting }));
  }

  forget(n) {
    return this.work("readwrite", (store) => store.delete([this.sitting, n]));
  }
}
