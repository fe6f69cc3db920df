/* Unsaved drafts, kept in this browser for each campaign, version and person. What is read back was
   perhaps written by another version of this page or by anything else: it is checked before use. */
const PREFIX = "contentflow.draft.";
const KEPT = 14 * 24 * 3600 * 1000; // ms
const MOST_BLOCKS = 400;
const LONGEST_BLOCK = 20000;
const KINDS = ["heading", "paragraph", "list", "quote", "table", "code", "image"];

/* Keep a draft. False when the browser does not. */
export function remember(campaign, me, base, draft) {
  try {
    localStorage.setItem(keyOf(campaign, base), JSON.stringify({ me, at: Date.now(), draft }));
    return true;
  } catch {
    return false;
  }
}

/* This person's draft made from a version, or without one their latest of the campaign. */
export function remembered(campaign, me, base) {
  const found = stored()
    .filter((one) => one.campaign === campaign && one.me === me && (base === undefined || one.base === base))
    .sort((one, other) => other.time - one.time)[0];
  return found && { base: found.base, draft: found.draft, at: clock(found.time) };
}

export function forget(campaign, base) {
  try {
    localStorage.removeItem(keyOf(campaign, base));
  } catch {
    // a browser that keeps nothing has nothing to forget
  }
}

/* A text as the editor can hold it, or undefined. */
export function checked(text) {
  if (typeof text !== "object" || text === null || !Array.isArray(text.blocks)) return undefined;
  const lines = ["title", "meta_description", "slug"].map((name) => text[name] ?? "");
  if (lines.some((line) => typeof line !== "string" || line.length > LONGEST_BLOCK)) return undefined;
  if (text.blocks.length > MOST_BLOCKS || !text.blocks.every(sound)) return undefined;
  if (new Set(text.blocks.map((one) => one.id)).size < text.blocks.length) return undefined;
  const blocks = text.blocks.map(({ id, kind, level, text: words }) => ({ id, kind, level, text: words }));
  return { title: lines[0], meta_description: lines[1], slug: lines[2], blocks };
}

function sound(block) {
  if (typeof block !== "object" || block === null) return false;
  const { id, kind, level, text } = block;
  return typeof id === "string" && id.length > 0 && id.length < 60 && KINDS.includes(kind)
    && Number.isInteger(level) && typeof text === "string" && text.length <= LONGEST_BLOCK;
}

function stored() {
  let names = [];
  try {
    names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const [campaign, base] = name.slice(PREFIX.length).split(".");
    const kept = parsed(localStorage.getItem(name));
    const draft = checked(kept?.draft);
    if (!draft || !Number.isInteger(kept.at) || Date.now() - kept.at > KEPT) {
      localStorage.removeItem(name);
      return [];
    }
    return [{ campaign, base: Number(base), me: kept.me, time: kept.at, draft }];
  });
}

function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function keyOf(campaign, base) {
  return `${PREFIX}${campaign}.${base}`;
}

function clock(time) {
  const at = new Date(time);
  const today = at.toDateString() === new Date().toDateString();
  const hours = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  return today ? hours : `${at.getDate()} ${at.toLocaleDateString("en-GB", { month: "short" })}, ${hours}`;
}
