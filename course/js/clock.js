// The time of an attempt, where there is a limit. It is kept on the device and never handed in.

const NOTICE = [10, 5, 1]; // minutes left at which it is said aloud, besides half of the time

/** A clock that starts now. With pauses it counts only while the page is open and not paused. */
export const started = (now) => ({ used: 0, since: now, at: now });

/** Seconds that are used up. A clock of the device that was put back does not give time back. */
export const used = (clock, now) => clock.used + (clock.since === null ? 0 : Math.max(0, now - clock.since) / 1000);

export const paused = (clock, now) => ({ used: used(clock, now), since: null, at: now });
export const resumed = (clock, now) => (clock.since === null ? { ...clock, since: now, at: now } : clock);

/** The clock of an attempt that is opened again: where pauses are agreed, the time while it was closed does not count. */
export const reopened = (clock, pauses) => (pauses && clock.since !== null ? { used: used(clock, clock.at), since: null, at: clock.at } : clock);

/** The whole time in seconds, with what the trainer has agreed; null without a limit. */
export function limitOf(state) {
  return state.form.minutes && !state.adjusted?.no_limit ? state.form.minutes * 60 * (1 + (state.adjusted?.extra_time ?? 0) / 100) : null;
}

/** The time that is left, in words. */
export function leftWords(seconds) {
  const minutes = Math.ceil(seconds / 60);
  return seconds <= 0 ? "Time is up." : minutes === 1 ? "Less than a minute left." : `${minutes} minutes left.`;
}

/** What is to be said aloud when the time left goes from one number of seconds to a smaller one; nothing most of the time. */
export function notice(before, after, limit) {
  return [limit / 2, ...NOTICE.map((minutes) => minutes * 60)].some((mark) => mark <= limit / 2 && after <= mark && before > mark) ? leftWords(after) : "";
}
