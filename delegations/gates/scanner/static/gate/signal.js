/* What the guard hears and feels: one high double note for enter, a long low one for refused, three in the middle
   for a check. */
const TUNES = {
  enter: {
    notes: [
      [880, 0, 0.09],
      [1320, 0.1, 0.14],
    ],
    wave: "sine",
    shake: [60],
  },
  refused: { notes: [[196, 0, 0.6]], wave: "square", shake: [400] },
  check: {
    notes: [
      [587, 0, 0.11],
      [587, 0.17, 0.11],
      [587, 0.34, 0.11],
    ],
    wave: "triangle",
    shake: [90, 70, 90, 70, 90],
  },
};

/* What is heard: a badge that is shown twice at once sounds like a question, so that nobody slips in behind its
   bearer to the sound of an entry. */
export const heard = ({ verdict, reason }) => (reason === "repeated" ? "check" : verdict);

export class Signal {
  constructor() {
    this.loud = true;
  }

  /* Browsers let a page sound only after it was touched: called by the first touch. */
  wake() {
    const Context = globalThis.AudioContext;
    if (!this.context && Context) this.context = new Context();
    this.context?.resume().catch(() => {});
  }

  give(found) {
    const tune = TUNES[heard(found)];
    // Without a touch before it, a browser refuses to shake and complains of it.
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(tune.shake);
    if (!this.loud || this.context?.state !== "running") return;
    for (const [pitch, start, length] of tune.notes)
      this.#note(pitch, this.context.currentTime + start, length, tune.wave);
  }

  #note(pitch, start, length, wave) {
    const [tone, volume] = [this.context.createOscillator(), this.context.createGain()];
    tone.type = wave;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(wave === "square" ? 0.25 : 0.6, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + length);
    tone.connect(volume).connect(this.context.destination);
    tone.start(start);
    tone.stop(start + length);
  }
}
