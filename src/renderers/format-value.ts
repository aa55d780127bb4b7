// Every unit and rounding rule, once. Text rounds; JSON never does.

/** "1.48 s", "212 ms", "41.2 ms", "850 µs", "2m 05s": three significant digits. */
export function formatDuration(ns: number, unicode = true): string {
  if (!Number.isFinite(ns)) return '?';
  const sign = ns < 0 ? '-' : '';
  const size = Math.abs(ns);
  if (size === 0) return '0 ms';
  if (size < 1000) return `${sign}${Math.round(size)} ns`;
  if (size < 999_500) return `${sign}${threeDigits(size / 1e3)} ${unicode ? 'µs' : 'us'}`;
  if (size < 999_500_000) return `${sign}${threeDigits(size / 1e6)} ms`;
  if (size < 99_950_000_000) return `${sign}${threeDigits(size / 1e9)} s`;
  return sign + formatLong(Math.round(size / 1e9));
}

function threeDigits(value: number): string {
  if (value >= 99.95) return value.toFixed(0);
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}

function formatLong(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
  return `${Math.floor(minutes / 1440)}d ${two(Math.floor((minutes % 1440) / 60))}h`;
}

/** "78%", "4.2%", "0.03%", "100%": never "100%" or "0%" unless exact. */
export function formatPercent(ratio: number): string {
  if (!Number.isFinite(ratio)) return '?';
  const percent = ratio * 100;
  if (percent === 0 || percent === 100) return `${percent}%`;
  if (percent > 99.5 && percent < 100) return percent > 99.95 ? '>99.9%' : `${percent.toFixed(1)}%`;
  if (percent >= 9.95 || percent < 0) return `${percent.toFixed(0)}%`;
  if (percent >= 0.095) return `${percent.toFixed(1)}%`;
  return percent < 0.01 ? '<0.01%' : `${percent.toFixed(2)}%`;
}

/** 1234567 as "1,234,567". */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

const two = (n: number) => String(n).padStart(2, '0');

/** Local wall time with milliseconds: "14:09:03.118". */
export function formatClock(us: number): string {
  const date = new Date(us / 1000);
  const ms = String(Math.floor(us / 1000) % 1000).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`;
}

/** Local date and time without fraction: "2026-11-24 14:09:03". */
export function formatDateTime(us: number): string {
  const date = new Date(us / 1000);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** The local offset at that time: "+02:00", "Z" for UTC. */
export function formatOffset(us: number): string {
  const minutes = -new Date(us / 1000).getTimezoneOffset();
  if (minutes === 0) return 'Z';
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
