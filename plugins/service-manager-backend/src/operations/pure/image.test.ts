import { imageVersion, parseImage, wantedImage } from './image';

const sha = `sha256:${'a'.repeat(64)}`;

describe('images', () => {
  it.each([
    ['nginx', 'nginx', undefined, undefined],
    ['nginx:1.27', 'nginx', '1.27', undefined],
    ['localhost:5000/a/b', 'localhost:5000/a/b', undefined, undefined],
    ['r.example:5000/a/b:v1', 'r.example:5000/a/b', 'v1', undefined],
    [`r.example/a@${sha}`, 'r.example/a', undefined, sha],
    [`a:1@${sha}`, 'a', '1', sha],
  ])('%s is a reference', (image, repository, tag, digest) => {
    expect(parseImage(image)).toEqual({ repository, tag, digest });
  });

  it.each([
    '',
    ' ',
    'a/Upper:1',
    'a b',
    'a:',
    'a::b',
    'a@sha256:short',
    'a/:1',
    '-a',
    'http://a/b:1',
    `a:${'x'.repeat(129)}`,
  ])('"%s" is none', image => {
    expect(parseImage(image)).toBeUndefined();
    expect(() => wantedImage('a:1', image, 'f')).toThrow('not an image');
  });

  it.each([
    ['r.example:5000/a/b:1', ':2', 'r.example:5000/a/b:2'],
    ['r.example:5000/a/b', ':2', 'r.example:5000/a/b:2'],
    [`a:1@${sha}`, ':2', 'a:2'],
    ['a:1', 'b:3', 'b:3'],
  ])('%s with %s becomes %s', (current, asked, wanted) => {
    expect(wantedImage(current, asked, 'f')).toBe(wanted);
  });

  it('a leading colon takes a tag and nothing more', () => {
    for (const asked of [':', ':a b', ':1/x', ':1@sha256:x', '::1']) {
      expect(() => wantedImage('a:1', asked, 'parameters.images[0]')).toThrow(
        expect.objectContaining({
          code: 'INVALID_IMAGE',
          field: 'parameters.images[0]',
        }),
      );
    }
  });

  it('tells builds apart', () => {
    expect([`a@${sha}`, 'a', 'a:3'].map(imageVersion)).toEqual([
      'sha256:aaaaaaaaaaaa',
      'latest',
      '3',
    ]);
  });
});
