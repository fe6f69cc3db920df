import { useRef } from "react";

/* Tells when a mouse comes over what is inside, and when it leaves. A finger holds nothing. */
export function Hold({ onHold, className, children }) {
  const held = useRef(false);
  const tell = (event, now) => {
    if (event.pointerType !== "mouse" || held.current === now) return;
    held.current = now;
    onHold(now);
  };
  return (
    <div className={className} onPointerEnter={(e) => tell(e, true)} onPointerLeave={(e) => tell(e, false)}>
      {children}
    </div>
  );
}
