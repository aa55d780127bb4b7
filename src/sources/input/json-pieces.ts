// What the splitters hand out: slices of the input that are one JSON value each.

/** A value's bytes: `bytes[start, end)`, of which the first is number `offset` of the input. */
export interface JsonPiece {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  readonly offset: number;
}

/** Receives the pieces; their bytes may be used only during the call. */
export interface JsonPieces {
  /** An element of the array found at `path`, the `index`th of its document. */
  element(piece: JsonPiece, path: string, index: number): void;
  /** A top-level value in which none of the arrays was found. */
  document(piece: JsonPiece): void;
  /** The fields around the array, parsed: those before it, later those behind it. */
  fields(fields: Readonly<Record<string, unknown>>): void;
}

/** Why and where an input stopped being usable. */
export interface JsonBreak {
  readonly kind: 'cut-off' | 'syntax';
  /** Offset of the first byte that is wrong or missing. */
  readonly offset: number;
  /** What stands there: `end`, `"}"`, `byte 0x00`. */
  readonly found: string;
}
