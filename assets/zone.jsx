/* The reader's own time zone, in words and as a field of the form around it. */
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

export function Zone({ name }) {
  return (
    <span>
      {ZONE.replaceAll("_", " ")}
      <input type="hidden" name={name} value={ZONE} readOnly />
    </span>
  );
}
