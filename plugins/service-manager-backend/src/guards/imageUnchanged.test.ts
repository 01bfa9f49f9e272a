import { codes } from './__testing__/guards';

describe('image-unchanged', () => {
  it.each([
    ['the same reference', 'registry.example/shop/web:2.2.0', true],
    ['the same tag', ':2.2.0', true],
    ['another tag', ':2.3.0', false],
    ['no reference', 'A B', false],
  ])('%s', (_, image, same) => {
    expect(
      codes({ verb: 'deploy', parameters: { images: [{ image }] } }),
    ).toEqual(same ? ['image-unchanged:info'] : []);
  });
});
