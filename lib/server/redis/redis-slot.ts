/** The Redis connection for commands (limits, used tickets); absent without REDIS_URL. */
import type { Redis } from 'ioredis'
import { processSlot } from '#lib/server/process-slot.ts'

export const redisSlot = processSlot<Redis>('redis.commands')
