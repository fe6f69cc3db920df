import { useEffect, useRef, useState } from "react";

const LONGEST = 5000; // ms
const UNANSWERED = "No answer in 5 s, so this is shown as it was. If the change still arrives, you will see it here.";

/* What was tried is shown at once. `truth` is what the server says: when it changes, it is shown and
   nothing else. A refusal or no answer takes the try back; `why` says so until the next one. */
function useAttempt(truth, refused) {
  const [tried, setTried] = useState(undefined);
  const [why, setWhy] = useState("");
  const timer = useRef();
  const end = (reason) => {
    clearTimeout(timer.current);
    setTried(undefined);
    setWhy(reason);
  };
  useEffect(() => end(""), [truth]);
  useEffect(() => {
    if (refused) end("");
  }, [refused]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const attempt = (value) => {
    clearTimeout(timer.current);
    setTried(value);
    setWhy("");
    timer.current = setTimeout(() => end(UNANSWERED), LONGEST);
  };
  return [tried, why, attempt];
}

function Why({ children }) {
  return children ? <span className="attempt_why" role="alert">{children}</span> : null;
}

/* A choice. The page says itself why the server refused it. */
export function SelectNow({ value, options, label, refused, onPick }) {
  const [tried, why, attempt] = useAttempt(value, refused);
  const pick = (event) => {
    attempt(event.target.value);
    onPick(event.target.value);
  };
  return (
    <span className="attempt" data-tried={tried}>
      <select className="input" aria-label={label} value={tried ?? value} onChange={pick}>
        {options.map((one) => <option key={one} value={one}>{one[0].toUpperCase() + one.slice(1)}</option>)}
      </select>
      <Why>{why}</Why>
    </span>
  );
}

/* Something that a click inside it changes or takes away; styles show `data-tried` as done. It is
   what the clicked `data-try` says. */
export function ClickNow({ truth, refused, children }) {
  const [tried, why, attempt] = useAttempt(truth, refused);
  const click = (event) => {
    const trying = event.target.closest?.("[data-try]");
    if (trying) attempt(trying.dataset.try);
  };
  return (
    <div className="attempt" data-tried={tried} onClick={click}>
      {children}
      <Why>{why}</Why>
    </div>
  );
}
