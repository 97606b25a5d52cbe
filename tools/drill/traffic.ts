/** Minute 0 is a Monday, 00:00 UTC. */
const DAY = 1_440;
/** Share of the mean by hour of the day: people in two continents. */
const BY_HOUR = [
  0.45, 0.35, 0.3, 0.3, 0.35, 0.45, 0.6, 0.8, 1.05, 1.3, 1.4, 1.4, 1.35, 1.45, 1.6, 1.65, 1.6, 1.45, 1.25, 1.1, 0.95,
  0.8, 0.65, 0.5,
];
const MEAN_BY_HOUR = BY_HOUR.reduce((sum, share) => sum + share, 0) / BY_HOUR.length;
const BY_DAY = [1.1, 1.15, 1.15, 1.15, 1.05, 0.7, 0.7];

/** How busy a minute is, held against the mean of the week. */
export function shapeAt(minute: number): number {
  const hour = (minute % DAY) / 60;
  const [now, next] = [Math.floor(hour) % 24, (Math.floor(hour) + 1) % 24];
  const part = hour - Math.floor(hour);
  const byHour = (1 - part) * (BY_HOUR[now] ?? 1) + part * (BY_HOUR[next] ?? 1);
  return (byHour / MEAN_BY_HOUR) * (BY_DAY[Math.floor(minute / DAY) % 7] ?? 1);
}

/** Minutes at which the service is deployed: Wednesdays and Mondays at 14:00. */
export const DEPLOYS: readonly number[] = [0, 2, 7].map((day) => day * DAY + 14 * 60);

/** Minutes since the last deploy. */
export const sinceDeploy = (minute: number): number =>
  Math.min(...DEPLOYS.filter((at) => at <= minute).map((at) => minute - at));
