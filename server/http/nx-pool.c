/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-pool.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

/* Between two attempts to reach a database that is away. */
#define RETRY_US G_USEC_PER_SEC
#define SLOW_NICE 10

typedef struct
{
  NxJob *first, *last;
  guint n_jobs, n_busy;
  pthread_cond_t wake;
} Queue;

/* Plain pthreads: the thread sanitizer understands them. */
struct _NxPool
{
  char *conninfo;
  NxPoolHost host;
  NxPoolSize size;
  pthread_mutex_t lock;
  Queue queues[NX_POOL_KINDS];
  gboolean stopping;
  guint connected;
  NxJob *done_first, *done_last;
  GSource *done_source;
  GThread **threads;
  guint n_threads;
};

typedef struct
{
  NxPool *pool;
  NxPoolKind kind;
  NxDb *db;         /* (nullable) */
  gint64 failed_at; /* monotonic, of the last failed attempt */
} Worker;

static void
append (NxJob **first, NxJob **last, NxJob *job)
{
  job->next = NULL;
  if (*last != NULL)
    (*last)->next = job;
  else
    *first = job;
  *last = job;
}

static void
add_connected (NxPool *pool)
{
  pthread_mutex_lock (&pool->lock);
  pool->connected++;
  pthread_mutex_unlock (&pool->lock);
}

/* Once open, a connection renews itself; only the first one is our business. */
static void
connect_worker (Worker *worker)
{
  if (worker->db != NULL)
    return;
  if (worker->failed_at != 0 && g_get_monotonic_time () - worker->failed_at < RETRY_US)
    return;

  g_autoptr (GError) error = NULL;
  worker->db = nx_db_open (worker->pool->conninfo, &error);
  worker->failed_at = worker->db == NULL ? g_get_monotonic_time () : 0;
  if (worker->db == NULL)
    g_warning ("a worker cannot reach the database: %s", error->message);
  else
    add_connected (worker->pool);
}

/* (nullable): the next job, NULL at the end. */
static NxJob *
take (NxPool *pool, Queue *queue)
{
  pthread_mutex_lock (&pool->lock);
  while (queue->first == NULL && !pool->stopping)
    pthread_cond_wait (&queue->wake, &pool->lock);
  NxJob *job = queue->first;
  if (job != NULL)
    {
      queue->first = job->next;
      if (queue->first == NULL)
        queue->last = NULL;
      queue->n_jobs--;
      queue->n_busy++;
    }
  pthread_mutex_unlock (&pool->lock);
  return job;
}

static void
give_back (NxPool *pool, Queue *queue, NxJob *job)
{
  pthread_mutex_lock (&pool->lock);
  queue->n_busy--;
  gboolean first = pool->done_first == NULL;
  append (&pool->done_first, &pool->done_last, job);
  pthread_mutex_unlock (&pool->lock);
  if (first)
    g_source_set_ready_time (pool->done_source, 0);
}

static gpointer
run_worker (gpointer data)
{
  g_autofree Worker *worker = data;
  NxPool *pool = worker->pool;
  Queue *queue = &pool->queues[worker->kind];
  NxJob *job;

  if (worker->kind == NX_POOL_SLOW)
    setpriority (PRIO_PROCESS, gettid (), SLOW_NICE);
  connect_worker (worker);
  while ((job = take (pool, queue)) != NULL)
    {
      connect_worker (worker);
      pool->host.work (job, worker->db, pool->host.data);
      give_back (pool, queue, job);
    }
  g_clear_pointer (&worker->db, nx_db_close);
  return NULL;
}

static gboolean
on_done (gpointer data)
{
  NxPool *self = data;
  g_source_set_ready_time (self->done_source, -1);
  pthread_mutex_lock (&self->lock);
  NxJob *job = self->done_first;
  self->done_first = self->done_last = NULL;
  pthread_mutex_unlock (&self->lock);

  while (job != NULL)
    {
      NxJob *next = job->next;
      self->host.done (job, self->host.data);
      job = next;
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_done (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static GSourceFuncs done_funcs = { .dispatch = dispatch_done };

static void
start_threads (NxPool *self)
{
  static const char *const names[NX_POOL_KINDS] = { "nx-worker", "nx-slow", "nx-remote" };

  for (guint kind = 0; kind < NX_POOL_KINDS; kind++)
    self->n_threads += self->size.workers[kind];
  self->threads = g_new0 (GThread *, self->n_threads);
  for (guint kind = 0, n = 0; kind < NX_POOL_KINDS; kind++)
    for (guint i = 0; i < self->size.workers[kind]; i++)
      {
        Worker *worker = g_new0 (Worker, 1);
        worker->pool = self;
        worker->kind = (NxPoolKind) kind;
        self->threads[n++] = g_thread_new (names[kind], run_worker, worker);
      }
}

NxPool *
nx_pool_new (const char *conninfo, const NxPoolSize *size, const NxPoolHost *host, GMainContext *context)
{
  NxPool *self = g_new0 (NxPool, 1);

  self->conninfo = g_strdup (conninfo);
  self->size = *size;
  self->host = *host;
  pthread_mutex_init (&self->lock, NULL);
  for (guint kind = 0; kind < NX_POOL_KINDS; kind++)
    pthread_cond_init (&self->queues[kind].wake, NULL);
  self->done_source = g_source_new (&done_funcs, sizeof (GSource));
  g_source_set_callback (self->done_source, on_done, self, NULL);
  g_source_attach (self->done_source, context);
  start_threads (self);
  return self;
}

gboolean
nx_pool_push (NxPool *self, NxJob *job, NxPoolKind kind)
{
  Queue *queue = &self->queues[kind];

  pthread_mutex_lock (&self->lock);
  gboolean taken = queue->n_jobs < self->size.queue_length && !self->stopping;
  if (taken)
    {
      append (&queue->first, &queue->last, job);
      queue->n_jobs++;
      pthread_cond_signal (&queue->wake);
    }
  pthread_mutex_unlock (&self->lock);
  return taken;
}

void
nx_pool_state (NxPool *self, NxPoolState *state)
{
  pthread_mutex_lock (&self->lock);
  for (guint kind = 0; kind < NX_POOL_KINDS; kind++)
    {
      state->queued[kind] = self->queues[kind].n_jobs;
      state->busy[kind] = self->queues[kind].n_busy;
    }
  state->connected = self->connected;
  pthread_mutex_unlock (&self->lock);
}

void
nx_pool_free (NxPool *self)
{
  if (self == NULL)
    return;
  pthread_mutex_lock (&self->lock);
  self->stopping = TRUE;
  for (guint kind = 0; kind < NX_POOL_KINDS; kind++)
    pthread_cond_broadcast (&self->queues[kind].wake);
  pthread_mutex_unlock (&self->lock);
  for (guint i = 0; i < self->n_threads; i++)
    g_thread_join (self->threads[i]);
  on_done (self);
  g_source_destroy (self->done_source);
  g_source_unref (self->done_source);
  for (guint kind = 0; kind < NX_POOL_KINDS; kind++)
    pthread_cond_destroy (&self->queues[kind].wake);
  pthread_mutex_destroy (&self->lock);
  g_free (self->threads);
  g_free (self->conninfo);
  g_free (self);
}
