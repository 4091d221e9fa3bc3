/** Pictures that are attached on the page: kept in memory, and served so that the service can fetch them. */
import { randomUUID } from 'node:crypto';
import type { Media } from '../network/types.ts';

/** Twilio takes pictures up to 5 MB. */
export const largestUpload = 5 * 1024 * 1024;
const mostUploads = 100;

interface Upload {
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export class Uploads {
  readonly #kept = new Map<string, Upload>();
  readonly #publicUrl: () => string;

  constructor(publicUrl: () => string) {
    this.#publicUrl = publicUrl;
  }

  /** Throws when it is no picture or too large. */
  async add(file: File): Promise<Media> {
    if (!file.type.startsWith('image/')) throw new Error('Only pictures can be attached');
    if (file.size > largestUpload) throw new Error('The picture is larger than 5 MB');
    const id = randomUUID();
    this.#kept.set(id, { contentType: file.type, bytes: new Uint8Array(await file.arrayBuffer()) });
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > mostUploads && oldest) this.#kept.delete(oldest);
    return { url: `${this.#publicUrl()}/media/${id}`, contentType: file.type };
  }

  get(id: string): Upload | undefined {
    return this.#kept.get(id);
  }
}
