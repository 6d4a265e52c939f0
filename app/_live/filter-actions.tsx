'use client'

/** Lets any part of the live page filter for a value or against it: a row, a field of the detail, a chart. */
import { createContext, useContext } from 'react'
import type { TermChoice } from '#lib/viewer/query/edit.ts'

export interface FilterActions {
  /** "Only like this" and "hide like this". */
  addTerm: (choice: TermChoice) => void
}

const Context = createContext<FilterActions | null>(null)

export const FilterActionsProvider = Context.Provider

/** Null where nothing can be filtered. */
export function useFilterActions(): FilterActions | null {
  return useContext(Context)
}
