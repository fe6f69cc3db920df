import { useEffect, useRef } from "react";

/* Keeps the block being written in view inside the nearest scrolling parent, tells when the reader
   scrolls up, answers links to "#block-…" by scrolling there and flashing the block once, and turns
   the tabs with the arrow keys. */
export function FollowWriting({ following, onLeave }) {
  const anchor = useRef(null);

  useEffect(() => {
    const box = anchor.current?.parentElement;
    if (!following || !box) return;
    const keep = () => {
      const live = box.querySelector(".blk.live");
      if (!live || box.scrollHeight <= box.clientHeight) return;
      const below = live.getBoundingClientRect().bottom + 24 - box.getBoundingClientRect().bottom;
      const above = live.getBoundingClientRect().top - 24 - box.getBoundingClientRect().top;
      if (below > 0) box.scrollTop += Math.min(below, Math.max(above, 0));
      else if (above < 0) box.scrollTop += above;
    };
    const watcher = new MutationObserver(keep);
    watcher.observe(box, { childList: true, subtree: true, characterData: true });
    keep();
    let finger = 0;
    const wheel = (event) => event.deltaY < 0 && onLeave();
    const key = (event) => ["ArrowUp", "PageUp", "Home"].includes(event.key) && onLeave();
    const touch = (event) => { finger = event.touches[0].clientY; };
    const drag = (event) => event.touches[0].clientY > finger + 8 && onLeave();
    const heard = { wheel, keydown: key, touchstart: touch, touchmove: drag };
    for (const [name, handler] of Object.entries(heard)) box.addEventListener(name, handler, { passive: true });
    return () => {
      watcher.disconnect();
      for (const [name, handler] of Object.entries(heard)) box.removeEventListener(name, handler);
    };
  }, [following]);

  useEffect(() => {
    const show = (event) => {
      const link = event.target.closest?.('a[href^="#block-"]');
      if (!link) return;
      event.preventDefault();
      // The tab with the text may still have to open.
      requestAnimationFrame(() => setTimeout(() => flash(link.hash.slice(1)), 60));
    };
    document.addEventListener("click", show);
    return () => document.removeEventListener("click", show);
  }, []);

  useEffect(() => {
    document.addEventListener("keydown", turnTab);
    return () => document.removeEventListener("keydown", turnTab);
  }, []);

  return <span ref={anchor} hidden />;
}

/* Arrow keys, Home and End go from tab to tab; only the chosen one is reached with Tab. */
function turnTab(event) {
  const tabs = [...(event.target.closest?.("[role=tablist]")?.querySelectorAll("[role=tab]") ?? [])];
  const at = tabs.indexOf(event.target);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  const next = tabs.at(to % tabs.length);
  next.focus();
  next.click();
}

function flash(id) {
  const block = document.getElementById(id);
  if (!block) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  block.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  block.classList.remove("flash");
  void block.offsetWidth; // restarts the animation
  block.classList.add("flash");
}
