import { useEffect, useRef, useState } from "react";

/* Stands above the text while a check's places are marked in it: goes to the first place, steps
   through them, and takes the marks away on Escape. Where it came from gets the focus back. */
export function MarkBar({ check, label, places, target, onLeave }) {
  const [at, setAt] = useState(0);
  const origin = useRef(null);

  useEffect(() => {
    origin.current = document.activeElement;
    setAt(0);
    return whenShown(target, () => go(0, target));
  }, [check]);

  useEffect(() => {
    const leave = (event) => event.key === "Escape" && end();
    document.addEventListener("keydown", leave);
    return () => document.removeEventListener("keydown", leave);
  }, [onLeave]);

  const end = () => {
    onLeave();
    origin.current?.focus();
  };
  const step = (by) => {
    const next = (at + by + places) % places;
    setAt(next);
    go(next, target);
  };
  const many = places > 1;
  return (
    <div className="mark_bar num">
      <span role="status" className="what">
        <i aria-hidden="true" />
        <span className="trunc name">{label}</span>
        <span className="nowrap">{many ? `${at + 1} of ${places} places` : places ? "1 place" : "no words to mark"}</span>
      </span>
      {many && <button type="button" aria-label="Previous place" onClick={() => step(-1)}>{arrow("m18 15-6-6-6 6")}</button>}
      {many && <button type="button" aria-label="Next place" onClick={() => step(1)}>{arrow("m6 9 6 6 6-6")}</button>}
      <button type="button" aria-label="Take the marks away" title="Take the marks away (Esc)" onClick={end}>
        {arrow("M18 6 6 18M6 6l12 12")}
      </button>
    </div>
  );
}

/* Opens the text, goes to a block and flashes it once. */
export function PlaceLink({ place, label, onGo }) {
  const open = () => {
    onGo();
    whenShown(place, (block) => {
      block.scrollIntoView({ block: "center", behavior: pace() });
      block.classList.remove("flash");
      void block.offsetWidth; // restarts the animation
      block.classList.add("flash");
    });
  };
  return (
    <button type="button" className="link" data-target={place} onClick={open}>
      Show in text<span className="sr">: {label}</span>
    </button>
  );
}

/* The tab with the text may still have to open: the server is asked first. */
function whenShown(place, then) {
  const timer = setInterval(() => {
    const block = document.getElementById(`block-${place}`);
    if (!block?.offsetParent) return;
    clearInterval(timer);
    then(block);
  }, 50);
  const end = setTimeout(() => clearInterval(timer), 5000);
  return () => {
    clearInterval(timer);
    clearTimeout(end);
  };
}

function pace() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}

function arrow(path) {
  return <svg className="i s14" viewBox="0 0 24 24" aria-hidden="true"><path d={path} /></svg>;
}

/* The marks in order, those of one place together: a place may reach over several elements. */
function found() {
  const places = new Map();
  for (const mark of document.querySelectorAll("#panel-preview mark[data-place]")) {
    const key = `${mark.closest("[id^=block-]")?.id} ${mark.dataset.place}`;
    places.set(key, [...(places.get(key) ?? []), mark]);
  }
  return [...places.values()];
}

function go(number, target) {
  const places = found();
  for (const mark of places.flat()) mark.classList.remove("at");
  const here = places[number] ?? [document.getElementById(`block-${target}`)];
  if (!here[0]) return;
  for (const mark of here) if (mark.matches("mark")) mark.classList.add("at");
  const folded = here[0].closest("details");
  if (folded) folded.open = true;
  here[0].scrollIntoView({ block: "center", behavior: pace() });
}
