/* Moments in the reader's own time zone. The server hears of the zone by a cookie, for what it groups
   by day. */
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
const LOCALE = "en-GB";
const FORMS = {
  full: { dateStyle: "medium", timeStyle: "medium" },
  minute: { dateStyle: "medium", timeStyle: "short" },
  day: { dateStyle: "medium" },
  time: { timeStyle: "short" },
  clock: { timeStyle: "medium" },
};

if (typeof document !== "undefined") {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `contentflow_zone=${ZONE}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}

/* `at` is ISO 8601 UTC; the zone is named where it is UTC, and always on hover. Words inside, like
   "5 min ago", stand in the place of the moment. */
export function Moment({ at, form = "minute", children }) {
  const moment = new Date(at);
  if (!at || Number.isNaN(moment.getTime())) return null;
  const shown = moment.toLocaleString(LOCALE, FORMS[form]);
  const zone = ZONE === "UTC" && form !== "day" ? " UTC" : "";
  const whole = moment.toLocaleString(LOCALE, { dateStyle: "full", timeStyle: "long" });
  return <time dateTime={at} title={`${whole} (${ZONE})`}>{children ?? `${shown}${zone}`}</time>;
}
