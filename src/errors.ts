// The errors users can meet, and the exit code each one means. A message says what happened and
// where; the hint says what to do. Anything else that is thrown is a bug of ours (exit 70).

export const EXIT = {
  ok: 0,
  /** Only "the check said no". */
  checkFailed: 1,
  usage: 2,
  /** No data, or too little to say. */
  inconclusive: 3,
  /** Backend or input unreadable. */
  unreadable: 4,
  bug: 70,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Base of all errors that are shown without a stack. */
export class TracescopeError extends Error {
  constructor(
    message: string,
    readonly exitCode: ExitCode,
    /** What to do about it, a sentence or a few lines; may be empty. */
    readonly hint = '',
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A flag, argument or configuration value that cannot be used. */
export class UsageError extends TracescopeError {
  constructor(message: string, hint = '') {
    super(message, EXIT.usage, hint);
  }
}

/** There is no such trace, service or data: the question was fine, the answer is empty. */
export class NoDataError extends TracescopeError {
  constructor(message: string, hint = '') {
    super(message, EXIT.inconclusive, hint);
  }
}

/** The backend could not be reached or answered something that cannot be used. */
export class SourceError extends TracescopeError {
  constructor(message: string, hint = '', options?: ErrorOptions) {
    super(message, EXIT.unreadable, hint, options);
  }
}

/** A file or body that cannot be read as traces; the message names it and the place in it. */
export class InputError extends TracescopeError {
  constructor(message: string, hint = '', options?: ErrorOptions) {
    super(message, EXIT.unreadable, hint, options);
  }
}

/** The user pressed Ctrl-C; the message says what was not finished. */
export class InterruptedError extends TracescopeError {
  constructor(message = 'interrupted', hint = '') {
    super(message, EXIT.interrupted, hint);
  }
}
