import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { chosenContexts } from './kubeconfig';

describe("a person's own kubeconfig", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function file(content: unknown) {
    const path = join(folder, 'config');
    writeFileSync(
      path,
      typeof content === 'string' ? content : stringify(content),
    );
    return path;
  }
  const two = {
    'current-context': 'east',
    contexts: [{ name: 'east' }, { name: 'west' }],
  };

  it('gives the current context, or the chosen ones', () => {
    expect(chosenContexts(file(two))).toEqual(['east']);
    expect(chosenContexts(file(two), ['west', 'east'])).toEqual([
      'west',
      'east',
    ]);
  });

  it('names a file that is not there, or is a folder', () => {
    const path = join(folder, 'none');
    expect(() => chosenContexts(path)).toThrow(
      `KUBECONFIG names ${path}, which cannot be read: ENOENT`,
    );
    expect(() => chosenContexts(folder)).toThrow(
      /cannot be read: EISDIR.* make dev KUBECONFIG=~\/\.kube\/config CONTEXT=name$/,
    );
  });

  it.each([
    ['empty', ''],
    ['another document', { kind: 'Pod' }],
    ['not YAML', 'token: "SECRET'],
  ])('says when a file is not a kubeconfig: %s', (_, content) => {
    const complaint = () => chosenContexts(file(content));
    expect(complaint).toThrow('is not a kubeconfig: it lists no contexts');
    // What is in the file may be a credential.
    expect(complaint).not.toThrow('SECRET');
  });

  it('lists what there is when a context is missing', () => {
    expect(() => chosenContexts(file(two), ['north'])).toThrow(
      /^CONTEXT=north is not in .* It has: east, west$/,
    );
    expect(() =>
      chosenContexts(file({ ...two, 'current-context': '' })),
    ).toThrow(/has no current context. Choose one of east, west: make dev/);
    expect(() =>
      chosenContexts(file({ ...two, 'current-context': 'gone' })),
    ).toThrow(/current context of .*, gone, is not in it. Choose one of/);
  });
});
