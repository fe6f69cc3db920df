"""What each figure of docs/benchmarks.md means."""

LEGEND = """## What is measured

- **Engine overhead**: seconds from sending a brief to the end of its run with the whole engine
  (queue, journal of model calls, events, versions, DBOS), divided by those of the same graph,
  agents and measuring on bare LangGraph. In one process, in turns, medians; the first pair warms
  up and is left out. The scripted model is a process of its own.
- **Faults**: a share of all model calls fails with a 429, a 500, a dropped connection, a cut or
  broken stream, an error in the stream, an empty reply, the prompt again or another script.
  Retries and their waiting are the product's own; only the number of runs at once is raised to 16.
- **Memory**: resident size of the web process after 20 finished campaigns were each opened once in
  a browser. The measuring process and the demo model are processes of their own and not in it.
- **Loop lag**: inside the web process, how much later than asked a sleep of 10 ms returns, during
  20 runs of which four work at a time, and during one run that a browser watches on the same cores.
- **Examples**: the briefs in `examples/` in full, on the demo model, through the HTTP routes.
- **From the cache**: "Run again" of GEO in a browser after an example, until the page shows the new
  run's number and the completed result; compared with the same agent on the same text without it.
- **Versions**: from the navigation until the article, or the first 20 versions of the rail, are
  painted. Compared are the first and the last version, neighbours and some in between.
- **Editing**: from the last of ten keys a second, less the editor's pause of 80 ms, until the
  scores beside the text change; an article of 1,000 words.
- **Queue**: ideal is what the model alone took, divided by the slots. The model begins after
  0.4 s, then sends 30 pieces a second; 5 % of the calls are three times slower. **Killed** is the
  whole engine process with -9, at random moments, on SQLite.
- **Urgent**: from sending an urgent brief until its run has a slot, while a batch holds all four.
- **Requests a minute** are counted where they arrive, with more work waiting than is allowed.
- **Watchers** are raw clients on the same cores as the server. Delays go from the moment an event
  is made, or a piece of text leaves the model, until the client has it.
- **List**: events are changes of name and progress, spread over all live campaigns; the page is a
  real browser's. The core that is told is the server's alone.
- **Fleet**: five agents each, briefs of 400 words, the same model as for the queue. Few campaigns
  come further from the ideal, as slots stand empty while the last ones end. In **chaos** a
  worker is killed or frozen every few seconds, PostgreSQL and Redis are restarted once each; the
  wait goes from the death until another worker has the run, and a worker counts as dead after 10 s.
- **Growth**: one process on SQLite; memory is that process's, without measuring and the model.
"""
