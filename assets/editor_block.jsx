import { memo, useEffect, useLayoutEffect, useRef } from "react";

export const MOST = { block: 20000, blocks: 400, title: 300, meta_description: 1000, slug: 200 };
const GROWS = typeof CSS !== "undefined" && CSS.supports?.("field-sizing", "content");
const SHAPES = { list: "List", quote: "Quote", table: "Table", code: "Code", image: "Image" };

/* A line of the front: title, description or address. */
export function Line({ name, label, value, wrong, saving, onChange, onRefuse }) {
  return (
    <div className="edit_line">
      <label htmlFor={`edit-${name}`}>{label}</label>
      {name !== "slug" && <span className="t1 muted num">{[...value].length} characters</span>}
      <Area id={`edit-${name}`} look={name} value={value} most={MOST[name]} what={`The ${label.toLowerCase()}`} saving={saving} wrong={wrong}
        onChange={(event) => onChange(name, oneLine(event.target.value))} onRefuse={(why) => onRefuse(name, why)} />
      <Wrong id={`edit-${name}`}>{wrong}</Wrong>
    </div>
  );
}

/* One block with its tools. */
export const Block = memo(function Block({ block, at, count, wrong, saving, onChange, onRefuse, onAdd, onDrop, onMove }) {
  const { id, kind, level, text } = block;
  const heading = kind === "heading";
  const key = (event) => {
    const { key: pressed, altKey, ctrlKey, metaKey } = event;
    if (altKey && (pressed === "ArrowUp" || pressed === "ArrowDown")) onMove(id, pressed === "ArrowUp" ? -1 : 1);
    else if (pressed === "Enter" && !event.nativeEvent.isComposing && (ctrlKey || metaKey || heading)) onAdd(id);
    else if (pressed === "Backspace" && text === "" && count > 1) onDrop(id);
    else return;
    event.preventDefault();
  };
  const shape = (event) => {
    const chosen = Number(event.target.value);
    onChange(id, chosen ? { kind: "heading", level: chosen, text: oneLine(text) } : { kind: "paragraph", level: 0 });
  };
  const name = `block ${at + 1} of ${count}`;
  const tool = (label, title, path, does, off) => (
    <button type="button" className="btn icon ghost sm" data-here="" disabled={off || saving} aria-label={`${label} ${name}`} title={title} onClick={does}>{icon(path)}</button>
  );
  return (
    <li className="edit_block" data-block={id}>
      <div className="edit_tools" role="group" aria-label={`Tools of ${name}`}>
        <select className="input" data-here="" aria-label={`What ${name} is`} value={heading ? level : 0} onChange={shape} disabled={saving}>
          <option value={0}>{SHAPES[kind] ?? "Text"}</option>
          {[1, 2, 3, 4, 5, 6].filter((one) => (one > 1 && one < 5) || one === level).map((one) => <option key={one} value={one}>Heading {one}</option>)}
        </select>
        {tool("Move up", "Move up (Alt ↑)", UP, () => onMove(id, -1), at === 0)}
        {tool("Move down", "Move down (Alt ↓)", DOWN, () => onMove(id, 1), at === count - 1)}
        {tool("Add below", "Add a block below (Ctrl Enter)", PLUS, () => onAdd(id), count >= MOST.blocks)}
        {tool("Delete", "Delete", BIN, () => onDrop(id), count === 1)}
      </div>
      <Area id={`edit-${id}`} look={heading ? `h${level}` : kind} value={text} most={MOST.block} what="A block" label={`Text of ${name}`} saving={saving} wrong={wrong}
        onChange={(event) => onChange(id, { text: heading ? oneLine(event.target.value) : event.target.value })} onKeyDown={key} onRefuse={(why) => onRefuse(id, why)} />
      <Wrong id={`edit-${id}`}>{wrong}</Wrong>
    </li>
  );
});

/* A field as tall as its text. What would make it too long is refused whole, before it is drawn. */
export function Area({ id, look, value, most, what, label, saving, wrong, onChange, onKeyDown, onRefuse }) {
  const field = useRef(null);
  useLayoutEffect(() => {
    if (GROWS) return;
    field.current.style.height = "auto";
    field.current.style.height = `${field.current.scrollHeight}px`;
  }, [value, look]);
  useEffect(() => {
    const area = field.current;
    const refuseLong = (event, added) => {
      const length = area.value.length - (area.selectionEnd - area.selectionStart) + (added?.length ?? 0);
      if (length <= most) return;
      event.preventDefault();
      onRefuse(`${what} takes ${counted(most)} characters; with this it would have ${counted(length)}. Nothing was inserted.`);
    };
    const heard = {
      paste: (event) => refuseLong(event, event.clipboardData?.getData("text/plain")),
      drop: (event) => refuseLong(event, event.dataTransfer?.getData("text/plain")),
      beforeinput: (event) => event.data && refuseLong(event, event.data),
    };
    for (const [name, handler] of Object.entries(heard)) area.addEventListener(name, handler);
    return () => {
      for (const [name, handler] of Object.entries(heard)) area.removeEventListener(name, handler);
    };
  }, [most, what, onRefuse]);
  return (
    <textarea id={id} ref={field} rows={1} className={`edit_area ${look}`} value={value} readOnly={saving} data-here=""
      aria-label={label} aria-invalid={Boolean(wrong)} aria-describedby={wrong ? `${id}-about` : undefined} onChange={onChange} onKeyDown={onKeyDown} />
  );
}

function Wrong({ id, children }) {
  return children ? <span className="problem" role="alert" id={`${id}-about`}>{icon(WARN)}<span>{children}</span></span> : null;
}

function oneLine(text) {
  return text.replace(/\s*\n\s*/g, " ");
}

function counted(number) {
  return number.toLocaleString("en");
}

export const PLUS = "M5 12h14M12 5v14";
export const CHECK = "M20 6 9 17l-5-5";
export const WARN = "m21.7 18-8-14a2 2 0 0 0-3.4 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.7-3M12 9v4m0 4h.01";
export const INFO = "M12 16v-4m0-4h.01M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0";
const UP = "m18 15-6-6-6 6";
const DOWN = "m6 9 6 6 6-6";
const BIN = "M3 6h18M8 6V4h8v2m3 0-1 14H6L5 6m5 5v6m4-6v6";

export function icon(path) {
  return <svg className="i s14" viewBox="0 0 24 24" aria-hidden="true"><path d={path} /></svg>;
}
