// Starts the slides: keys S for the notes and the clock, O for all slides, Esc to leave either.
const minutes = Number(document.querySelector(".reveal").dataset.minutes);
window.Reveal.initialize({
  width: 1280, height: 720, margin: 0.04, center: false, hash: true, slideNumber: "c/t", transition: "none", backgroundTransition: "none",
  totalTime: 60 * minutes, plugins: [window.RevealNotes],
});
