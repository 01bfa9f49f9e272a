import { breaths } from './breaths';

/** What a stream does that has always more: reads, and asks each time. */
async function readOn(millis: number, breathe: ReturnType<typeof breaths>) {
  const end = performance.now() + millis;
  let longest = 0;
  let begun = performance.now();
  while (performance.now() < end) {
    const breath = breathe();
    if (!breath) continue;
    longest = Math.max(longest, performance.now() - begun);
    await breath;
    begun = performance.now();
  }
  return longest;
}

describe('breaths', () => {
  afterEach(() => jest.restoreAllMocks());

  it('lets frames come while there is always more to read', async () => {
    let frames = 0;
    const count = () => {
      frames += 1;
      if (frames < 3) requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
    const breathe = breaths();
    // Without end where none comes.
    while (frames < 3) await readOn(50, breathe);
    expect(frames).toBe(3);
  });

  it('does not wait in a page that nobody sees', async () => {
    jest.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    expect(await readOn(50, breaths())).toBe(0);
  });

  it('goes on where there are no frames, as in a window that is covered', async () => {
    jest.spyOn(window, 'requestAnimationFrame').mockReturnValue(0);
    const breathe = breaths();
    let waited = 0;
    while (waited === 0) {
      const breath = breathe();
      if (breath) {
        await breath;
        waited += 1;
      }
    }
    expect(waited).toBe(1);
  });
});
