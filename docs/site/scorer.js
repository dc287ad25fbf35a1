// The order of what the search finds: pages in the question's language first, then those that say how
// something is done, and long lists last. The other figures are Sphinx's own.
var Scorer = {
  score: ([docname, , , , score]) => {
    const query = new URLSearchParams(window.location.search).get("q") || "";
    const language = /[가-힣]/.test(query) ? "ko/" : "en/";
    const other = language === "ko/" ? "en/" : "ko/";
    if (docname.startsWith(language)) score += 6;
    if (docname.startsWith(other)) score -= 12;
    if (/how-to|tutorials|explanation/.test(docname)) score += 6;
    if (/gallery|scenarios|refusals|commands|index$/.test(docname)) score -= 6;
    if (/[가-힣]란( |$)|뜻|what is|meaning/i.test(query) && /code\/terms$/.test(docname)) score += 12;
    return score;
  },
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
