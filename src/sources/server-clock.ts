// The server's clock against ours, from Date headers. They tell whole seconds only, but every
// answer narrows the difference down.

export class ServerClock {
  #leastMs = Number.NEGATIVE_INFINITY;
  #mostMs = Number.POSITIVE_INFINITY;

  /** A Date header, and when the request was sent and its answer received. */
  saw(date: string | undefined, sentMs: number, receivedMs: number): void {
    const ms = Date.parse(date ?? '');
    if (Number.isNaN(ms)) return;
    // The header was written between both moments, some time within its second.
    const leastMs = Math.max(this.#leastMs, ms - receivedMs);
    const mostMs = Math.min(this.#mostMs, ms + 999 - sentMs);
    // A clock that was set in between, or answers of two servers, contradict each other.
    if (leastMs > mostMs) return;
    this.#leastMs = leastMs;
    this.#mostMs = mostMs;
  }

  /** Server minus ours, and how far that may be off; undefined when no server told its time. */
  difference(): { differenceMs: number; uncertaintyMs: number } | undefined {
    if (!Number.isFinite(this.#leastMs)) return undefined;
    const differenceMs = Math.round((this.#leastMs + this.#mostMs) / 2);
    return { differenceMs, uncertaintyMs: Math.ceil((this.#mostMs - this.#leastMs) / 2) };
  }
}
