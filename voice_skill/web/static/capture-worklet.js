// The microphone's sound as 16 kHz, 16-bit, one channel: what the recogniser hears. Runs on the audio thread; try.js
// gets {sound: ArrayBuffer, level: 0 to 1} ten times a second.

const RATE_HZ = 16000;
const CHUNK = RATE_HZ / 10;
const LOBES = 8; // of the sinc on each side: what lies above 8 kHz is 50 dB lower and folds into no consonant

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.step = sampleRate / RATE_HZ;
    this.cutoff = Math.min(1, 1 / this.step) * 0.95;
    this.reach = Math.ceil(LOBES / this.cutoff);
    this.input = new Float32Array(2 * this.reach); // begins with silence
    this.at = this.reach; // where in the input the next sample lies
    this.chunk = new Int16Array(CHUNK);
    this.filled = 0;
    this.loudest = 0;
  }

  process([channels]) {
    if (channels.length) {
      this.take(mixed(channels));
    }
    return true;
  }

  take(samples) {
    const input = new Float32Array(this.input.length + samples.length);
    input.set(this.input);
    input.set(samples, this.input.length);
    for (; this.at + this.reach < input.length; this.at += this.step) {
      this.put(this.between(input, this.at));
    }
    const used = Math.max(0, Math.floor(this.at) - this.reach);
    this.input = input.slice(used);
    this.at -= used;
  }

  // The value at a place between samples, band-limited by a sinc under a Hann window.
  between(input, at) {
    const first = Math.ceil(at - this.reach);
    const last = Math.floor(at + this.reach);
    let sum = 0;
    for (let n = Math.max(0, first); n <= last; n++) {
      const x = (at - n) * this.cutoff;
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
      sum += input[n] * sinc * (0.5 + 0.5 * Math.cos((Math.PI * (at - n)) / this.reach));
    }
    return sum * this.cutoff;
  }

  put(value) {
    this.loudest = Math.max(this.loudest, Math.abs(value));
    this.chunk[this.filled++] = Math.max(-32768, Math.min(32767, Math.round(value * 32768)));
    if (this.filled === CHUNK) {
      const sound = this.chunk.buffer;
      this.port.postMessage({ sound, level: Math.min(1, this.loudest) }, [sound]);
      this.chunk = new Int16Array(CHUNK);
      this.filled = this.loudest = 0;
    }
  }
}

function mixed(channels) {
  if (channels.length === 1) {
    return channels[0];
  }
  return channels[0].map((_, n) => channels.reduce((sum, one) => sum + one[n], 0) / channels.length);
}

registerProcessor("capture", Capture);
