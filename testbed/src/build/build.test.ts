import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binariesAvailable, buildModule, missingBinaries } from './build';
import { binaryPath, cacheFolder, GO_MODULES, pinnedVersion } from './cache';

const before = { ...process.env };
let folder: string;

/** A `go` that notes each call, takes a moment, and writes the output file; or fails. */
async function fakeGo(ending: 'works' | 'fails') {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const go = join(bin, 'go');
  await writeFile(
    go,
    `#!/bin/sh
echo "$@" >> "${folder}/calls"
while [ "$1" != "-o" ]; do shift; done
printf half > "$2"
sleep 0.1
[ ${ending} = works ] || exit 3
printf whole > "$2"
`,
  );
  await chmod(go, 0o755);
  process.env.PATH = `${bin}:${before.PATH}`;
}

const calls = () =>
  readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'build-test-'));
  process.env.SERVICE_MANAGER_TESTBED_CACHE = join(folder, 'cache');
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});

afterEach(async () => {
  jest.restoreAllMocks();
  process.env = { ...before };
  await rm(folder, { recursive: true, force: true });
});

describe('build', () => {
  it('keys the cache by the version that go.mod pins', () => {
    expect(pinnedVersion(GO_MODULES.kubernetes)).toMatch(/^1\.\d+\.\d+$/);
    expect(cacheFolder(GO_MODULES.kubernetes)).toBe(
      join(
        folder,
        'cache',
        `kubernetes-${pinnedVersion(GO_MODULES.kubernetes)}`,
      ),
    );
  });

  it('builds what is missing once when two ask at the same time', async () => {
    await fakeGo('works');
    await Promise.all([
      buildModule(GO_MODULES.etcd),
      buildModule(GO_MODULES.etcd),
    ]);
    expect(calls()).toHaveLength(1);
    expect(calls()[0]).toContain(
      'build -trimpath -buildvcs=false -ldflags -s -w -o ',
    );
    expect(readFileSync(binaryPath(GO_MODULES.etcd, 'etcd'), 'utf8')).toBe(
      'whole',
    );
    expect(missingBinaries(GO_MODULES.etcd)).toEqual([]);

    await buildModule(GO_MODULES.etcd);
    expect(calls()).toHaveLength(1);
  });

  it('leaves nothing half built behind', async () => {
    await fakeGo('fails');
    await expect(buildModule(GO_MODULES.etcd)).rejects.toThrow(
      'go build of etcd ended with code 3',
    );
    expect(existsSync(binaryPath(GO_MODULES.etcd, 'etcd'))).toBe(false);
    expect(readdirSync(cacheFolder(GO_MODULES.etcd))).toEqual([]);
  });

  it('says what is missing and what to do', () => {
    expect(binariesAvailable('kubernetes', [GO_MODULES.etcd])).toEqual({
      available: false,
      reason: expect.stringMatching(
        /^etcd is not built\. .*yarn testbed build kubernetes$/,
      ),
    });
  });
});
