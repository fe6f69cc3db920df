import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useBlocker } from "react-router";
import { Block, CHECK, icon, INFO, Line, MOST, PLUS, WARN } from "./editor_block.jsx";
import { Choices } from "./editor_conflict.jsx";
import { checked, forget, remember, remembered } from "./editor_drafts.js";

const PAUSE = 80; // ms without a key, then the draft is measured
const LINES = [["title", "Title"], ["meta_description", "Description"], ["slug", "Address"]];
const EMPTY = { title: "", meta_description: "", slug: "", blocks: [] };
const LEAVE = "Your changes are not saved. They stay in this browser and are there when you edit again.";

/* The text as blocks that can be typed into, added, moved and deleted. All of it lives here, so that
   no key waits for the server; a copy stays in the browser until it is saved. */
export function BlockEditor({ campaign, me, base, text, focus, latest, latestBy, live, conflict, problems, answers, saves, fromVersion, onDraft, onSave, onClose }) {
  const whole = useMemo(() => checked(text) ?? EMPTY, [JSON.stringify(text)]);
  const [draft, setDraft] = useState(whole);
  const [from, setFrom] = useState(base);
  const [found, setFound] = useState(null);
  const [said, setSaid] = useState(["", false]);
  const [saving, setSaving] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const [refused, setRefused] = useState({});
  const edits = useEdits(draft, setDraft, setRefused, setSaid, focus);
  const dirty = from !== base || !same(draft, whole);

  useEffect(() => {
    if (saves > 0) forget(campaign, fromVersion);
  }, [saves]);
  useEffect(() => { // opened, or saved and going on
    const kept = remembered(campaign, me, base);
    const earlier = kept ? undefined : remembered(campaign, me);
    setDraft(kept?.draft ?? whole);
    setFrom(base);
    setFound(earlier ?? null);
    setSaid(kept ? [`Your unsaved changes of ${kept.at} are back.`, true] : ["", false]);
  }, [base, whole]);
  useEffect(() => setSaving(false), [answers]);
  useEffect(() => setChoosing(Boolean(conflict.clashes)), [conflict]);
  useEffect(() => {
    if (!dirty) return;
    if (!remember(campaign, me, from, draft)) setSaid(["This browser keeps no copy of your changes. Save them soon.", true]);
    const timer = setTimeout(() => onDraft(sent(draft, from, from === base ? whole : EMPTY)), PAUSE);
    return () => clearTimeout(timer);
  }, [draft, from]);

  const save = (stays) => {
    if (saving || live || !dirty) return;
    setSaving(true);
    onSave({ ...sent(draft, from, from === base ? whole : EMPTY), from, stays });
  };
  const settle = (resolved) => {
    setSaving(true);
    onSave({ ...sent(resolved, conflict.number, EMPTY), from, stays: false });
  };
  const undo = () => {
    forget(campaign, from);
    setDraft(whole);
    setFrom(base);
    setSaid(["Back to the saved text", false]);
  };
  const goOn = () => {
    setDraft(found.draft);
    setFrom(found.base);
    setFound(null);
  };
  const drop = () => {
    forget(campaign, found.base);
    setFound(null);
  };
  const [asking, ask, answer] = useLeaving(dirty, onClose);
  useKey("s", () => save(true));

  const wrong = { ...problems, ...refused };
  return (
    <div className="editor" role="group" aria-label="Edit the article">
      {asking && <Asked onStay={() => answer(false)} onLeave={() => answer(true)} />}
      {choosing ? <Choices conflict={conflict} saving={saving} onSettle={settle} onBack={() => setChoosing(false)} /> : <>
        <div className="edit_bar">
          <span className="med num">Editing version {from}</span>
          <span className="t1 muted" role="status">{saving ? "Saving" : dirty ? "Unsaved changes" : "No changes yet"}</span>
          <span className="row end">
            {dirty && !saving && <button type="button" className="btn ghost sm" data-here="" onClick={undo}>Undo all</button>}
            <button type="button" className="btn outline sm" onClick={dirty ? ask : onClose}>Close</button>
            {dirty && !live && <button type="button" className="btn solid sm" disabled={saving} onClick={() => save(false)}>{icon(CHECK)}Save</button>}
          </span>
        </div>
        {latest > from && <Note kind="warn">{latestBy} saved version {latest}; your changes stay here and are brought together with it when you save.</Note>}
        {live && <Note kind="warn">Agents are at work on the text. Your changes stay here; save them when the agents are done, or take over.</Note>}
        {found && <Note kind="info">You have unsaved changes of {found.at}, made from version {found.base}. <Act does={goOn}>Go on with them</Act> <Act does={drop}>Throw them away</Act></Note>}
        {conflict.clashes && <Note kind="warn">{conflict.message} <Act does={() => setChoosing(true)}>Choose</Act></Note>}
        {(problems.blocks ?? problems.markdown) && <Note kind="error">{problems.blocks ?? problems.markdown}</Note>}
        <p role="status" className={said[1] ? "edit_note info" : "sr"}>{said[0]}</p>
        {LINES.map(([name, label]) => (
          <Line key={name} name={name} label={label} value={draft[name]} wrong={wrong[name]} saving={saving} onChange={edits.line} onRefuse={edits.refuse} />
        ))}
        <ol className="edit_blocks">
          {draft.blocks.map((one, at) => (
            <Block key={one.id} block={one} at={at} count={draft.blocks.length} wrong={wrong[one.id] || wrong[`block:${one.id}`]} saving={saving}
              onChange={edits.change} onRefuse={edits.refuse} onAdd={edits.add} onDrop={edits.drop} onMove={edits.move} />
          ))}
        </ol>
        {draft.blocks.length < MOST.blocks && (
          <button type="button" className="btn outline sm" data-here="" onClick={() => edits.add(draft.blocks.at(-1)?.id)}>{icon(PLUS)}Add a block</button>
        )}
        <Help />
      </>}
    </div>
  );
}

/* Stands where the editor is not: forgets the copy of a draft once the server has it, and offers the
   one that is left, after a reload or a lost connection. */
export function DraftNote({ campaign, me, fromVersion, saves, onOpen }) {
  const [kept, setKept] = useState(null);
  useEffect(() => {
    if (saves > 0) forget(campaign, fromVersion);
    setKept(me ? remembered(campaign, me) ?? null : null);
  }, [campaign, me, saves]);
  const drop = () => {
    forget(campaign, kept.base);
    setKept(null);
  };
  return kept && <Note kind="info">You have unsaved changes of {kept.at}. <Act does={() => onOpen()}>Go on with them</Act> <Act does={drop}>Throw them away</Act></Note>;
}

/* What is done to the draft, and where the focus goes then. */
function useEdits(draft, setDraft, setRefused, setSaid, focus) {
  const wanted = useRef(focus);
  const place = useRef(null);
  const now = useRef(draft);
  useLayoutEffect(() => {
    now.current = draft;
    const field = wanted.current && document.getElementById(`edit-${wanted.current}`);
    if (!field) return;
    wanted.current = "";
    field.focus();
    if (place.current) field.setSelectionRange(...place.current);
    place.current = null;
    field.scrollIntoView({ block: "nearest" });
  });
  return useMemo(() => {
    const clear = (name) => setRefused((known) => (known[name] ? { ...known, [name]: "" } : known));
    const put = (blocks) => setDraft((was) => ({ ...was, blocks }));
    const placeOf = (id) => now.current.blocks.findIndex((one) => one.id === id);
    return {
      refuse: (name, why) => setRefused((known) => ({ ...known, [name]: why })),
      line: (name, value) => {
        clear(name);
        setDraft((was) => ({ ...was, [name]: value }));
      },
      change: (id, values) => {
        clear(id);
        setDraft((was) => ({ ...was, blocks: was.blocks.map((one) => (one.id === id ? { ...one, ...values } : one)) }));
      },
      add: (after) => {
        const fresh = { id: freshId(), kind: "paragraph", level: 0, text: "" };
        wanted.current = fresh.id;
        put(now.current.blocks.toSpliced(placeOf(after) + 1, 0, fresh));
      },
      drop: (id) => {
        const at = placeOf(id);
        wanted.current = (now.current.blocks[at - 1] ?? now.current.blocks[at + 1])?.id ?? "";
        put(now.current.blocks.toSpliced(at, 1));
        setSaid(["Block deleted", false]);
      },
      move: (id, by) => {
        const at = placeOf(id);
        const to = at + by;
        if (to < 0 || to >= now.current.blocks.length) return;
        const field = document.getElementById(`edit-${id}`);
        wanted.current = id;
        place.current = [field.selectionStart, field.selectionEnd];
        put(now.current.blocks.toSpliced(at, 1).toSpliced(to, 0, now.current.blocks[at]));
        setSaid([`Moved to ${to + 1} of ${now.current.blocks.length}`, false]);
      },
    };
  }, []);
}

/* Whoever goes elsewhere, or closes, with unsaved changes is asked first. */
function useLeaving(dirty, onClose) {
  const blocker = useBlocker(({ currentLocation, nextLocation }) => dirty && currentLocation.pathname !== nextLocation.pathname);
  const [closing, setClosing] = useState(false);
  useEffect(() => {
    if (!dirty) return;
    const hold = (event) => event.preventDefault();
    window.addEventListener("beforeunload", hold);
    return () => window.removeEventListener("beforeunload", hold);
  }, [dirty]);
  const blocked = blocker.state === "blocked";
  const answer = (leaves) => {
    setClosing(false);
    if (blocked) leaves ? blocker.proceed() : blocker.reset();
    else if (leaves) onClose();
  };
  return [closing || blocked, () => setClosing(true), answer];
}

function Asked({ onStay, onLeave }) {
  const box = useRef(null);
  useEffect(() => {
    const dialog = box.current;
    dialog.showModal();
    return () => dialog.close(); // gives the focus back
  }, []);
  const stay = (event) => {
    event.preventDefault();
    onStay();
  };
  return (
    <dialog ref={box} className="edit_asked" aria-labelledby="edit-asked" onCancel={stay}>
      <h2 id="edit-asked">Leave without saving?</h2>
      <p className="muted">{LEAVE}</p>
      <div className="row">
        <button type="button" className="btn outline" data-here="" autoFocus onClick={onStay}>Go on editing</button>
        <button type="button" className="btn solid" data-here="" onClick={onLeave}>Leave</button>
      </div>
    </dialog>
  );
}

function Note({ kind, children }) {
  return <p className={`edit_note ${kind}`} role={kind === "error" ? "alert" : "status"}>{icon(kind === "info" ? INFO : WARN)}<span>{children}</span></p>;
}

function Act({ does, children }) {
  return <button type="button" className="link" data-here="" onClick={does}>{children}</button>;
}

function Help() {
  const key = (name) => <kbd className="kbd">{name}</kbd>;
  return (
    <p className="hint">
      Text is Markdown: **bold**, *italic*, [a link](https://example.com), “- ” begins a list, “&gt; ” a quote, and an empty
      line the next block. {key("Alt")} {key("↑")} {key("↓")} move a block, {key("Ctrl")} {key("Enter")} adds
      one, {key("Ctrl")} {key("S")} saves.
    </p>
  );
}

function useKey(letter, does) {
  const latest = useRef(does);
  useEffect(() => {
    latest.current = does;
  });
  useEffect(() => {
    const key = (event) => {
      if (event.key !== letter || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener("keydown", key);
    return () => document.removeEventListener("keydown", key);
  }, [letter]);
}

/* What the server is sent: blocks that are as in the version it knows only by their id. */
function sent(draft, base, known) {
  const there = new Map(known.blocks.map((one) => [one.id, one]));
  const blocks = draft.blocks.map((one) => (same(there.get(one.id), one) ? { id: one.id } : one));
  return { ...draft, base, blocks };
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/* A secure context, and with it randomUUID, is not given on every network. */
function freshId() {
  return `n${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
}
