import { useEffect, useReducer } from "react";
import { Manager } from "socket.io-client";

const PING = 2000; // ms; the server says something as often, see rxconfig.py
const RECONNECTING = 2000; // ms after the loss
const OFFLINE = 15000;
const LONGEST_TRY = 5000; // ms; what is not open by then is tried anew
const LOOK = 250; // ms
const REASON = "Not while the connection is lost";
const ACTS = "button, select, input:is([type=checkbox], [type=radio], [type=range], [type=file])";
const HERE = "[data-here], [data-here] *"; // what needs no server

/* How long nothing was heard while the computer was awake: a laptop that was closed for the night
   has until it opens to say that it is back. */
const line = { quiet: 0, heardAt: Date.now(), look: null };

/* Reflex shows errors of connecting only, and those come late or never when a server hangs; what
   the manager of its socket passes on tells all. Bound late, so it also sees a socket that is open. */
const pass = Manager.prototype.emitReserved;
Manager.prototype.emitReserved = function (name, ...rest) {
  if (name === "ping" || name === "packet") heard();
  if (name === "close" || name === "error") lost();
  if (this.timeout() !== LONGEST_TRY) this.timeout(LONGEST_TRY);
  return pass.call(this, name, ...rest);
};

function heard() {
  line.quiet = 0;
  line.heardAt = Date.now();
  line.look?.();
}

function lost() {
  line.quiet = Math.max(line.quiet, PING);
}

function stage() {
  const gone = line.quiet - PING;
  return gone >= OFFLINE ? "offline" : gone >= RECONNECTING ? "reconnecting" : "";
}

/* Reflex connects again when the tab comes to the front; this asks it to look now. */
function tryNow() {
  document.dispatchEvent(new Event("visibilitychange"));
}

export function Connection() {
  const [, draw] = useReducer((count) => count + 1, 0);
  const now = stage();

  useEffect(() => {
    let shown = "";
    let at = Date.now();
    line.look = () => {
      if (stage() === shown) return;
      shown = stage();
      draw();
    };
    const timer = setInterval(() => {
      const before = at;
      at = Date.now();
      line.quiet += Math.max(0, Math.min(at - before, 4 * LOOK));
      line.look();
    }, LOOK);
    addEventListener("offline", lost);
    addEventListener("online", tryNow);
    return () => {
      clearInterval(timer);
      line.look = null;
      removeEventListener("offline", lost);
      removeEventListener("online", tryNow);
    };
  }, []);

  useEffect(() => (now ? freeze(now) : undefined), [now]);

  if (!now) return null;
  const from = clock(line.heardAt);
  return (
    <div className="connection banner" role="status" data-here="">
      {now === "offline" ? icon("", OFF) : icon(" spin", TURNS)}
      {now === "offline" ? (
        <span><b className="bold">You are offline.</b> You can read; what you see is from {from}. Work on the server goes on.</span>
      ) : (
        <span><b className="bold">Reconnecting.</b> The work goes on without you; what you see is from {from}.</span>
      )}
      <span className="end"><button type="button" className="link" onClick={tryNow}>Try now</button></span>
    </div>
  );
}

/* Nothing moves, and what needs the server is disabled and says why. Undone when the line is back,
   a moment later than the news is drawn: nothing is animated on return. */
function freeze(now) {
  const root = document.documentElement;
  root.dataset.connection = now;
  root.style.setProperty("--as-of", `"as of ${clock(line.heardAt)}"`);
  const undo = [...document.querySelectorAll(`.app :is(${ACTS})`)]
    .filter((one) => !one.matches(HERE))
    .map(disable);
  const stops = ["click", "submit", "keydown", "mousedown", "change"];
  for (const name of stops) document.addEventListener(name, stop, true);
  return () => {
    undo.forEach((one) => one());
    for (const name of stops) document.removeEventListener(name, stop, true);
    root.dataset.connection = "back";
    setTimeout(() => root.dataset.connection === "back" && delete root.dataset.connection, 500);
  };
}

function disable(one) {
  const before = ["title", "aria-disabled"].map((name) => [name, one.getAttribute(name)]);
  one.setAttribute("title", REASON);
  one.setAttribute("aria-disabled", "true");
  return () => {
    for (const [name, value] of before) value === null ? one.removeAttribute(name) : one.setAttribute(name, value);
  };
}

/* Typing goes on; what would send something does not. */
function stop(event) {
  const one = event.type === "submit" ? event.target : event.target.closest?.(ACTS);
  if (!one || !one.closest(".app") || one.matches(HERE)) return;
  if (event.type === "keydown" && event.key === "Tab") return;
  event.preventDefault();
  event.stopPropagation();
}

function clock(at) {
  return new Date(at).toLocaleTimeString("en-GB");
}

const TURNS = ["M21 12a9 9 0 1 1-6.219-8.56"];
const OFF = ["M12 20h.01", "M8.5 16.429a5 5 0 0 1 7 0", "M5 12.859a10 10 0 0 1 5.17-2.69", "M19 12.859a10 10 0 0 0-2.007-1.523", "M2 8.82a15 15 0 0 1 4.177-2.643", "M22 8.82a15 15 0 0 0-11.288-3.764", "m2 2 20 20"];

function icon(look, paths) {
  return (
    <svg className={`i s14${look}`} viewBox="0 0 24 24" aria-hidden="true">
      {paths.map((path) => <path key={path} d={path} />)}
    </svg>
  );
}
