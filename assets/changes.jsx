import { useEffect, useRef } from "react";
import { useLocation } from "react-router";

const SETTLE = 250; // ms; several things may happen at once

/* Stands in the Changes tab: asks for what is new when something happened, keeps the current change
   in view, and moves, accepts, rejects and edits by keyboard. */
export function ChangesKeys({ open, happened, current, reviewable, onStale, onStep, onAccept, onReject, onEdit }) {
  const seen = useRef(happened);
  useEffect(() => {
    if (!open || seen.current === happened) return;
    const timer = setTimeout(() => {
      seen.current = happened;
      onStale();
    }, SETTLE);
    return () => clearTimeout(timer);
  }, [open, happened]);

  useEffect(() => {
    if (!open || !current) return;
    const box = document.getElementById("panel-changes");
    for (const one of box?.querySelectorAll("[data-change]") ?? []) {
      one.classList.toggle("at", one.dataset.change === current);
    }
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    for (const part of [".diff", ".edits"]) {
      box?.querySelector(`${part} [data-change="${CSS.escape(current)}"]`)?.scrollIntoView({ block: "nearest", behavior });
    }
  });

  useEffect(() => {
    if (!open) return;
    const press = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select, dialog, [contenteditable]")) return;
      const does = { j: () => onStep(1), k: () => onStep(-1), e: onEdit, ...(reviewable ? { a: onAccept, r: onReject } : {}) }[event.key.toLowerCase()];
      if (!does) return;
      event.preventDefault();
      does();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [open, reviewable, current, onStep, onAccept, onReject, onEdit]);

  return null;
}

/* The address may ask for two versions, "?tab=changes&from=1&to=3": once when the page opens and
   whenever a link is followed, but not after a reconnect. */
export function ChangesAddress({ onAsk }) {
  const { key, search } = useLocation();
  useEffect(() => {
    const asked = new URLSearchParams(search);
    const version = (name) => Math.trunc(Number(asked.get(name))) || 0;
    if (asked.get("tab") === "changes") onAsk(version("from"), version("to"));
  }, [key, search]);
  return null;
}
