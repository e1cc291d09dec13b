/** Pictures and documents as the REST API gives them. */

/** A picture in two sizes; `alt` says the same in words. */
export interface Picture {
  id: number;
  url: string;
  thumbnail_url: string;
  width: number;
  height: number;
  alt: string;
  /** Of a photo; another than `published` is its author's alone to see. */
  state?: 'published' | 'pending' | 'hidden';
}

export interface Photo extends Picture {
  state: 'published' | 'pending' | 'hidden';
  by_author: boolean;
}

export interface Document {
  id: number;
  url: string;
  title: string;
  bytes: number;
}

/** A picture or a document of an answer. */
export type Attached = ({ kind: 'picture' } & Picture) | ({ kind: 'document' } & Document);
