/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-ranking-private.h"

#include <string.h>

#define UNSEEN 0

/* Who won against whom, as arcs from winners to losers; a tie is an arc each way. */
typedef struct
{
  guint n_models;
  guint *starts; /* where the arcs of a model begin in heads; one more for the end */
  guint *heads;
} Graph;

/* Tarjan's search for strongly connected components, without recursion: a graph may be as
 * deep as it has models. */
typedef struct
{
  const Graph *graph;
  guint *numbers; /* in the order in which models were found, from 1 */
  guint *lows;
  guint *next_arcs;
  guint *path;
  guint path_len;
  guint *stack;
  guint stack_len;
  guint *component; /* of each model, from 1 */
  guint n_seen;
  guint n_components;
} Search;

static void
graph_clear (Graph *self)
{
  g_free (self->starts);
  g_free (self->heads);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Graph, graph_clear)

static void
search_clear (Search *self)
{
  g_free (self->numbers);
  g_free (self->lows);
  g_free (self->next_arcs);
  g_free (self->path);
  g_free (self->stack);
  g_free (self->component);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static void
graph_init (Graph *self, const LlmRankingCount *count, const double *edge_wins, gboolean backward)
{
  const LlmRankingEdge *edges = (const LlmRankingEdge *) count->edges->data;
  const guint n_edges = count->edges->len;
  g_autofree guint *filled = NULL;

  self->n_models = count->models->len;
  self->starts = g_new0 (guint, self->n_models + 2);
  self->heads = g_new (guint, 2 * n_edges + 1);
  filled = g_new0 (guint, self->n_models + 1);
  for (guint side = 0; side < 2; side++)
    for (guint i = 0; i < n_edges; i++)
      {
        if (edge_wins[2 * i + side] > 0)
          self->starts[((side == 0) != backward ? edges[i].first : edges[i].second) + 1]++;
      }
  for (guint i = 0; i < self->n_models; i++)
    self->starts[i + 1] += self->starts[i];
  for (guint side = 0; side < 2; side++)
    for (guint i = 0; i < n_edges; i++)
      {
        const gboolean from_first = (side == 0) != backward;
        const guint tail = from_first ? edges[i].first : edges[i].second;

        if (edge_wins[2 * i + side] > 0)
          self->heads[self->starts[tail] + filled[tail]++]
              = from_first ? edges[i].second : edges[i].first;
      }
}

static void
search_enter (Search *self, guint model)
{
  self->numbers[model] = self->lows[model] = ++self->n_seen;
  self->next_arcs[model] = self->graph->starts[model];
  self->path[self->path_len++] = model;
  self->stack[self->stack_len++] = model;
}

static void
search_leave (Search *self, guint model)
{
  guint top;

  self->path_len--;
  if (self->path_len > 0)
    {
      guint *low = &self->lows[self->path[self->path_len - 1]];

      *low = MIN (*low, self->lows[model]);
    }
  if (self->lows[model] != self->numbers[model])
    return;
  self->n_components++;
  do
    {
      top = self->stack[--self->stack_len];
      self->component[top] = self->n_components;
    }
  while (top != model);
}

static void
search_from (Search *self, guint root)
{
  search_enter (self, root);
  while (self->path_len > 0)
    {
      const guint model = self->path[self->path_len - 1];

      if (self->next_arcs[model] == self->graph->starts[model + 1])
        {
          search_leave (self, model);
          continue;
        }

      const guint head = self->graph->heads[self->next_arcs[model]++];

      if (self->numbers[head] == UNSEEN)
        search_enter (self, head);
      else if (self->component[head] == 0)
        self->lows[model] = MIN (self->lows[model], self->numbers[head]);
    }
}

static void
search_init (Search *self, const Graph *graph)
{
  const guint n = graph->n_models + 1;

  self->graph = graph;
  self->numbers = g_new0 (guint, n);
  self->lows = g_new0 (guint, n);
  self->next_arcs = g_new0 (guint, n);
  self->path = g_new0 (guint, n);
  self->stack = g_new0 (guint, n);
  self->component = g_new0 (guint, n);
  for (guint i = 0; i < graph->n_models; i++)
    {
      if (self->numbers[i] == UNSEEN)
        search_from (self, i);
    }
}

/* The component with the most duels within; of equal ones that of the first model; 0 if
 * no two models are connected both ways. */
static guint
find_main (const Search *search, const LlmRankingCount *count, const double *edge_wins)
{
  g_autofree double *weights = g_new0 (double, search->n_components + 1);
  guint best = 0;

  for (guint i = 0; i < count->edges->len; i++)
    {
      const LlmRankingEdge *edge = &g_array_index (count->edges, LlmRankingEdge, i);

      if (search->component[edge->first] == search->component[edge->second])
        weights[search->component[edge->first]] += edge_wins[2 * i] + edge_wins[2 * i + 1];
    }
  for (guint i = 0; i < count->models->len; i++)
    {
      const guint component = search->component[i];

      if (weights[component] > weights[best])
        best = component;
    }
  return best;
}

/* Marks what can be reached from the models of a component. */
static void
reach (const Graph *graph, const Search *search, guint from, gboolean *reached)
{
  g_autofree guint *queue = g_new (guint, graph->n_models + 1);
  guint len = 0;

  for (guint i = 0; i < graph->n_models; i++)
    {
      reached[i] = search->component[i] == from;
      if (reached[i])
        queue[len++] = i;
    }
  for (guint i = 0; i < len; i++)
    for (guint j = graph->starts[queue[i]]; j < graph->starts[queue[i] + 1]; j++)
      {
        const guint head = graph->heads[j];

        if (!reached[head])
          {
            reached[head] = TRUE;
            queue[len++] = head;
          }
      }
}

/**
 * llm_ranking_sort_out:
 * @count: the ballots
 * @edge_wins: (array): two wins for each edge
 * @states: (out caller-allocates) (array): where to put the state of each model
 *
 * Which models have a strength.  It is finite, and one, exactly within a component in
 * which everybody is connected with everybody, both ways, by wins (Ford 1957).  Of these
 * components the one with the most duels is taken; what is known of the others is on
 * which side of it they are.
 */
void
llm_ranking_sort_out (const LlmRankingCount *count,
                      const double *edge_wins,
                      LlmRankingState *states)
{
  g_auto (Graph) forward = { 0 };
  g_auto (Graph) backward = { 0 };
  g_auto (Search) search = { 0 };
  const guint n = count->models->len;
  g_autofree gboolean *beaten = g_new0 (gboolean, n + 1);
  g_autofree gboolean *beating = g_new0 (gboolean, n + 1);
  guint best;

  graph_init (&forward, count, edge_wins, FALSE);
  graph_init (&backward, count, edge_wins, TRUE);
  search_init (&search, &forward);
  best = find_main (&search, count, edge_wins);
  if (best != 0)
    {
      reach (&forward, &search, best, beaten);
      reach (&backward, &search, best, beating);
    }
  for (guint i = 0; i < n; i++)
    {
      if (best == 0)
        {
          beating[i] = forward.starts[i] < forward.starts[i + 1];
          beaten[i] = backward.starts[i] < backward.starts[i + 1];
        }
      if (best != 0 && search.component[i] == best)
        states[i] = LLM_RANKING_POINTS;
      else if (beating[i] != beaten[i])
        states[i] = beating[i] ? LLM_RANKING_ABOVE : LLM_RANKING_BELOW;
      else
        states[i] = LLM_RANKING_APART;
    }
}
