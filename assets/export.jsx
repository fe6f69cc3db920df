import { DropdownMenu } from "@radix-ui/themes";
import { Check, ChevronDown, Download } from "lucide-react";
import { useEffect, useState } from "react";

const SHOWN = 3000; // ms
const FORMATS = [
  ["markdown", "Markdown", ".md"],
  ["html", "Web page", ".html"],
  ["docx", "Word", ".docx"],
  ["json", "Data of the text and its checks", ".json"],
  ["zip", "All of these and the score report", ".zip"],
];

/* The version as a file, or on the clipboard with its headings, lists and links. `about` says which. */
export function ExportMenu({ address, about }) {
  const [copied, setCopied] = useState(false);
  const [why, setWhy] = useState("");
  useEffect(() => {
    const timer = copied && setTimeout(() => setCopied(false), SHOWN);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    setCopied(false);
    setWhy("");
    try {
      await toClipboard(read(`${address}?format=html`).then(article), read(`${address}?format=markdown`).then(text));
      setCopied(true);
    } catch (error) {
      setWhy(`Not copied. ${error.name === "NotAllowedError" ? "The browser does not let this page copy." : error.message}`);
    }
  };
  return (
    <>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger>
          <button type="button" className="btn outline export">
            {copied ? <Check className="i s14" aria-hidden="true" /> : <Download className="i s14" aria-hidden="true" />}
            <span>{copied ? "Copied" : "Export"}</span>
            <ChevronDown className="i s12" aria-hidden="true" />
          </button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Content variant="soft" align="end" className="menu">
          <DropdownMenu.Label>{about}</DropdownMenu.Label>
          <DropdownMenu.Item onSelect={copy}>Copy as rich text</DropdownMenu.Item>
          <DropdownMenu.Separator />
          {FORMATS.map(([format, label, suffix]) => (
            <DropdownMenu.Item asChild key={format}>
              <a href={`${address}?format=${format}`} download>
                {label}
                <span className="suffix">{suffix}</span>
              </a>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Root>
      <span role="status" className="sr">{copied ? "Copied" : ""}</span>
      {why && <span role="alert" className="attempt_why">{why}</span>}
    </>
  );
}

async function read(address) {
  const answer = await fetch(address);
  if (answer.ok) return answer.text();
  throw new Error((await answer.json().catch(() => ({}))).detail ?? `The server answered ${answer.status}.`);
}

const article = (page) => new DOMParser().parseFromString(page, "text/html").querySelector("article").innerHTML;
const text = (markdown) => markdown.replace(/^---\n[\s\S]*?\n---\n+/, "");

/* The promises go to the clipboard as they are: Safari lets a page copy only at the click itself. */
async function toClipboard(html, plain) {
  if (navigator.clipboard?.write && window.ClipboardItem) {
    const blob = (type, words) => words.then((found) => new Blob([found], { type }));
    const item = { "text/html": blob("text/html", html), "text/plain": blob("text/plain", plain) };
    await navigator.clipboard.write([new ClipboardItem(item)]);
    return;
  }
  copyWithoutClipboard(await html, await plain); // pages that came without https
}

function copyWithoutClipboard(html, plain) {
  const put = (event) => {
    event.clipboardData.setData("text/html", html);
    event.clipboardData.setData("text/plain", plain);
    event.preventDefault();
  };
  document.addEventListener("copy", put, { once: true });
  const done = document.execCommand("copy");
  document.removeEventListener("copy", put);
  if (!done) throw new DOMException("", "NotAllowedError");
}
