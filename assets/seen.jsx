import { useEffect, useRef } from "react";

/* Tells once, for each `what`, that it stands before somebody's eyes: not in a tab behind others. */
export function Seen({ what, onSee }) {
  const see = useRef(onSee);
  see.current = onSee;
  useEffect(() => {
    if (!what) return;
    const look = () => {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", look);
      see.current();
    };
    document.addEventListener("visibilitychange", look);
    look();
    return () => document.removeEventListener("visibilitychange", look);
  }, [what]);
  return null;
}
