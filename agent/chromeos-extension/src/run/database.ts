// The frames and the state of the run in IndexedDB. Decides nothing.
import type { FrameStore, StoredFrame } from "./outbox";

const NAME = "perfsight";
const VERSION = 1;
const FRAMES = "frames";
const STATE = "state";

export class Database implements FrameStore {
  private constructor(private readonly database: IDBDatabase) {}

  static open(): Promise<Database> {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, VERSION);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(FRAMES, { keyPath: "order" });
        request.result.createObjectStore(STATE);
      };
      request.onsuccess = () => resolve(new Database(request.result));
      request.onerror = () => reject(request.error ?? new Error("cannot open IndexedDB"));
    });
  }

  async all(): Promise<StoredFrame[]> {
    return this.within<StoredFrame[]>(FRAMES, "readonly", (frames) => frames.getAll());
  }

  async put(frames: StoredFrame[]): Promise<void> {
    await this.within(FRAMES, "readwrite", (store) => {
      for (const frame of frames) store.put(frame);
    });
  }

  async remove(orders: number[]): Promise<void> {
    await this.within(FRAMES, "readwrite", (store) => {
      for (const order of orders) store.delete(order);
    });
  }

  /** The value that was kept under the name; absent if none was. */
  async load<T>(name: string): Promise<T | undefined> {
    return this.within<T | undefined>(STATE, "readonly", (state) => state.get(name));
  }

  async keep(name: string, value: unknown): Promise<void> {
    await this.within(STATE, "readwrite", (state) => {
      state.put(value, name);
    });
  }

  /** One transaction; resolves when it is complete. */
  private within<T>(
    name: string,
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => IDBRequest<T> | void,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction(name, mode);
      const request = work(transaction.objectStore(name));
      transaction.oncomplete = () => resolve((request ? request.result : undefined) as T);
      transaction.onabort = () => reject(transaction.error ?? new Error("IndexedDB aborted a transaction"));
      transaction.onerror = () => reject(transaction.error ?? new Error("IndexedDB failed"));
    });
  }
}
