'use client'

/** What every part of a record's detail needs: search hits, whether lines wrap, and how a value becomes a filter. */
import { createContext, useContext } from 'react'
import { NO_MARKS } from '#lib/viewer/query/mark-places.ts'
import type { AnsiTextProps } from './ansi-text.tsx'

export interface FilterTerm {
  /** A field of the query language: `trace`, `logger`, or the path of an attribute. */
  key: string
  value: string
  isExcluded: boolean
  /** The key is an attribute's even when it has the name of a field. */
  isAttribute?: boolean
}

export interface DetailContext {
  patterns: AnsiTextProps['patterns']
  isWrapped: boolean
  /** Absent where nothing can be filtered. */
  onFilterBy?: ((term: FilterTerm) => void) | undefined
}

const Context = createContext<DetailContext>({ patterns: NO_MARKS, isWrapped: true })

export const DetailProvider = Context.Provider

export function useDetail(): DetailContext {
  return useContext(Context)
}
