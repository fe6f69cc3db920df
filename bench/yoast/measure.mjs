// Measures papers (JSON lines on standard input) with yoastseo and prints one JSON line for each.
// Run beside contentflow to compare results only: yoastseo is GPL and no part of it is kept here.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

const VERSION = "3.6.0";
const require = createRequire(join(process.env.YOAST_DIR || process.cwd(), "package.json"));

function load(path) {
  const loaded = require(`yoastseo/build/${path}`);
  return loaded.default || loaded;
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

try {
  const found = require("yoastseo/package.json").version;
  if (found !== VERSION) fail(`yoastseo ${found} found: npm install yoastseo@${VERSION}`);
} catch {
  fail(`yoastseo is missing: npm install yoastseo@${VERSION} (YOAST_DIR names the folder)`);
}

const Paper = load("values/Paper");
const Researcher = load("languageProcessing/languages/en/Researcher");
const SEO = "scoring/assessments/seo";
const READ = "scoring/assessments/readability";
const CHECKS = {
  keyphrase_length: `${SEO}/KeyphraseLengthAssessment`,
  keyphrase_density: `${SEO}/KeywordDensityAssessment`,
  keyphrase_in_introduction: `${SEO}/IntroductionKeywordAssessment`,
  keyphrase_in_title: `${SEO}/KeyphraseInSEOTitleAssessment`,
  keyphrase_in_meta_description: `${SEO}/MetaDescriptionKeywordAssessment`,
  keyphrase_in_subheadings: `${SEO}/SubHeadingsKeywordAssessment`,
  keyphrase_in_slug: `${SEO}/UrlKeywordAssessment`,
  keyphrase_distribution: `${SEO}/KeyphraseDistributionAssessment`,
  title_width: `${SEO}/PageTitleWidthAssessment`,
  meta_description_length: `${SEO}/MetaDescriptionLengthAssessment`,
  text_length: `${SEO}/TextLengthAssessment`,
  internal_links: `${SEO}/InternalLinksAssessment`,
  outbound_links: `${SEO}/OutboundLinksAssessment`,
  single_h1: `${SEO}/SingleH1Assessment`,
  competing_links: `${SEO}/TextCompetingLinksAssessment`,
  keyphrase_in_image_alt: `${SEO}/KeyphraseInImageTextAssessment`,
  images: `${SEO}/ImageCountAssessment`,
  sentence_length: `${READ}/SentenceLengthInTextAssessment`,
  paragraph_length: `${READ}/ParagraphTooLongAssessment`,
  section_length: `${READ}/SubheadingDistributionTooLongAssessment`,
  passive_voice: `${READ}/PassiveVoiceAssessment`,
  transition_words: `${READ}/TransitionWordsAssessment`,
  sentence_beginnings: `${READ}/SentenceBeginningsAssessment`,
};
const DISTRIBUTION = load("languageProcessing/researches/keyphraseDistribution");
const Assessor = load("scoring/assessors/assessor");

class Checks extends Assessor {
  constructor(researcher) {
    super(researcher);
    this._assessments = Object.entries(CHECKS).map(([id, path]) => named(id, load(path)));
  }
}

function named(id, Assessment) {
  // A short title is as good here as it is in their own SEO analysis of a page.
  const assessment =
    id === "title_width" ? new Assessment({ scores: { widthTooShort: 9 } }, true) : new Assessment();
  assessment.identifier = id;
  return assessment;
}

function rating(score) {
  if (score >= 8) return "good";
  if (score >= 5) return "needs_work";
  return score === 0 ? "not_applicable" : "poor";
}

function measure(given) {
  const started = performance.now();
  const paper = new Paper(given.html, { locale: "en_US", ...given.attributes });
  const researcher = new Researcher(paper);
  researcher.addResearch("keyphraseDistribution", DISTRIBUTION);
  const checks = new Checks(researcher);
  checks.assess(paper);
  const flesch = researcher.getResearch("getFleschReadingScore");
  const seconds = (performance.now() - started) / 1000;
  const look = (name) => researcher.getResearch(name);
  const found = {};
  for (const result of checks.getValidResults()) found[result.getIdentifier()] = rating(result.getScore());
  const passive = look("getPassiveVoiceResult");
  const tied = look("findTransitionWords");
  return {
    name: given.name,
    milliseconds: Math.round(seconds * 1e5) / 100,
    metrics: {
      words: look("wordCountInText").count,
      sentences: look("countSentencesFromText").length,
      flesch: flesch.score,
      keyphrase_count: look("getKeyphraseCount").count,
      passive: passive.passives.length,
      passive_of: passive.total,
      transitions: tied.transitionWordSentences,
      transitions_of: tied.totalSentences,
    },
    checks: found,
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim()) process.stdout.write(`${JSON.stringify(measure(JSON.parse(line)))}\n`);
}
