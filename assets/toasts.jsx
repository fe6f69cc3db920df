import { useEffect, useRef } from "react";

/* Tells when the toast around it has been shown long enough. Time stands still while the toast is
   hovered or focused, and while the tab is in the background; not so where `strict`: what it offers
   is over then. */
export function LeaveAfter({ seconds, strict, onLeave }) {
  const anchor = useRef(null);
  const leave = useRef(onLeave);
  leave.current = onLeave;

  useEffect(() => {
    const toast = anchor.current?.closest(".toast");
    if (!toast) return;
    let left = seconds * 1000;
    let last = performance.now();
    const tick = () => {
      const now = performance.now();
      const held = !strict && (document.hidden || toast.matches(":hover") || toast.contains(document.activeElement));
      if (!held) left -= now - last;
      last = now;
      if (left > 0) return;
      clearInterval(timer);
      leave.current();
    };
    const timer = setInterval(tick, 200);
    return () => clearInterval(timer);
  }, [seconds]);

  return <span ref={anchor} hidden />;
}
