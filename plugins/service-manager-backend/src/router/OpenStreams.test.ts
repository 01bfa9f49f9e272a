import { EventEmitter } from 'events';
import { mockCredentials } from '@backstage/backend-test-utils';
import type { Response } from 'express';
import { OpenStreams } from './OpenStreams';

const ann = mockCredentials.user('user:default/ann');
const bob = mockCredentials.user('user:default/bob');

function anAnswer(): Response {
  return new EventEmitter() as Response;
}

const refused = expect.objectContaining({ code: 'TOO_MANY_STREAMS' });

describe('the logs that are open', () => {
  it('are so many for each caller, until one is closed', () => {
    const open = new OpenStreams();
    const mine = Array.from({ length: 20 }, anAnswer);
    for (const res of mine) open.enter(ann, res);
    expect(() => open.enter(ann, anAnswer())).toThrow(refused);
    open.enter(bob, anAnswer());
    mine[7].emit('close');
    open.enter(ann, anAnswer());
    expect(() => open.enter(ann, anAnswer())).toThrow(refused);
  });

  it('are so many in all', () => {
    const open = new OpenStreams();
    for (let i = 0; i < 500; i++) {
      open.enter(mockCredentials.user(`user:default/u${i}`), anAnswer());
    }
    expect(() => open.enter(ann, anAnswer())).toThrow(refused);
  });

  it('are none that were closed while it was found out who asks', () => {
    const open = new OpenStreams();
    for (let i = 0; i < 30; i++) {
      open.enter(ann, Object.assign(anAnswer(), { destroyed: true }));
    }
    expect(() => open.enter(ann, anAnswer())).not.toThrow();
  });
});
