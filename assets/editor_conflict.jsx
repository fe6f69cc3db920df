import { useEffect, useRef, useState } from "react";
import { Area, CHECK, icon, MOST } from "./editor_block.jsx";

const LINES = ["title", "meta_description", "slug"];

/* Both texts of every place that two people changed, with a choice for each. */
export function Choices({ conflict, saving, onSettle, onBack }) {
  const [chosen, setChosen] = useState({});
  const [own, setOwn] = useState({});
  const head = useRef(null);
  useEffect(() => {
    setChosen({});
    setOwn({});
    head.current?.focus();
  }, [conflict]);
  const { clashes } = conflict;
  const left = clashes.filter((one) => !chosen[one.place]).length;
  const settle = () => onSettle(settled(conflict, chosen, own));
  return (
    <section className="conflict" aria-label="Both changed it">
      <h2 tabIndex={-1} ref={head}>{clashes.length === 1 ? "You both changed a block" : `You both changed ${clashes.length} blocks`}</h2>
      <p className="muted">{conflict.message} Everything else is brought together by itself.</p>
      {clashes.map((one) => (
        <Clash key={one.place} clash={one} choice={chosen[one.place] ?? ""} own={own[one.place] ?? one.both ?? one.mine?.text ?? ""} saving={saving}
          onChoose={(choice) => setChosen((now) => ({ ...now, [one.place]: choice }))}
          onWrite={(text) => setOwn((now) => ({ ...now, [one.place]: text }))} />
      ))}
      <div className="row conflict_end">
        <button type="button" className="btn outline" data-here="" onClick={onBack}>Back to my draft</button>
        {left === 0
          ? <button type="button" className="btn solid" disabled={saving} onClick={settle}>{icon(CHECK)}{saving ? "Saving" : "Save these texts"}</button>
          : <span className="t1 muted" role="status">{left === 1 ? "1 choice left" : `${left} choices left`}</span>}
      </div>
    </section>
  );
}

function Clash({ clash, choice, own, saving, onChoose, onWrite }) {
  const { place, label, mine, theirs, both, by } = clash;
  const option = (name, words, children) => (
    <div className={choice === name ? "option on" : "option"}>
      <label className="row">
        <input type="radio" name={`clash-${place}`} value={name} checked={choice === name} disabled={saving} data-here="" onChange={() => onChoose(name)} />
        <b>{words}</b>
      </label>
      {children}
    </div>
  );
  const said = (block) => (block ? <p className="words">{block.text}</p> : <p className="words muted">Deleted</p>);
  return (
    <fieldset className="clash" data-place={place}>
      <legend>{label}</legend>
      {option("mine", "Yours", said(mine))}
      {option("theirs", by || "Theirs", said(theirs))}
      {both !== null && option("both", "Both changes", <p className="words">{both}</p>)}
      {option("own", "Another text", choice === "own" && (
        <Area id={`clash-${place}`} look="own" value={own} most={MOST[place] ?? MOST.block} what="A block" label={`Another text for ${label}`} saving={saving}
          onChange={(event) => onWrite(event.target.value)} onRefuse={() => {}} />
      ))}
    </fieldset>
  );
}

/* The text with everything that was chosen. */
function settled({ text, clashes }, chosen, own) {
  const decided = new Map(clashes.map((one) => [one.place, decide(one, chosen[one.place], own[one.place])]));
  const line = (name) => (decided.has(name) ? decided.get(name)?.text ?? "" : text[name]);
  const lines = Object.fromEntries(LINES.map((name) => [name, line(name)]));
  const blocks = text.blocks.flatMap((block) => {
    if (!decided.has(block.id)) return [block];
    const choice = decided.get(block.id);
    return choice ? [choice] : [];
  });
  return { ...lines, blocks };
}

function decide({ mine, theirs, both }, choice, own) {
  const shape = mine ?? theirs;
  if (choice === "mine" || choice === "theirs") return choice === "mine" ? mine : theirs;
  return { ...shape, text: choice === "both" ? both : own ?? both ?? mine?.text ?? "" };
}
