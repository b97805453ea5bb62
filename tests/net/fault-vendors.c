/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fault-vendors.h"

#define OPENAI(message, type, code)                                                                \
  "{\"error\":{\"message\":\"" message " (" TEST_KEY ")\",\"type\":\"" type                        \
  "\",\"param\":null,\"code\":" code "}}"

/* OpenRouter's: a number as the code, and what the provider behind it said. */
#define ROUTER(message, code, metadata)                                                            \
  "{\"error\":{\"message\":\"" message " (" TEST_KEY ")\",\"code\":" code                          \
  ",\"metadata\":{" metadata "}},\"user_id\":\"user_1\"}"

#define MISTRAL(message, type, code)                                                               \
  "{\"object\":\"error\",\"message\":\"" message " (" TEST_KEY ")\",\"type\":\"" type              \
  "\",\"param\":null,\"code\":\"" code "\"}"

#define ANTHROPIC(message, type, details)                                                          \
  "{\"type\":\"error\",\"error\":{\"type\":\"" type "\",\"message\":\"" message " (" TEST_KEY      \
  ")\"" details "},\"request_id\":\"req-matrix\"}"

#define GEMINI(code, message, status, details)                                                     \
  "{\"error\":{\"code\":" code ",\"message\":\"" message " (" TEST_KEY ")\",\"status\":\"" status  \
  "\"" details "}}"
#define GEMINI_DETAIL(type, rest)                                                                  \
  ",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc." type "\"," rest "}]"

#define OLLAMA(message) "{\"error\":\"" message " (" TEST_KEY ")\"}"

/* The same by both of its interfaces. */
#define OPENAI_BODIES                                                                              \
  [BODY_RATE_LIMIT]                                                                                \
      = { 429, OPENAI ("Rate limit reached for requests", "requests", "\"rate_limit_exceeded\""),  \
          LLM_ERROR_RATE_LIMIT, 0 },                                                               \
      [BODY_RATE_LIMIT_HINT] = { 429,                                                              \
                                 OPENAI ("Rate limit reached on tokens per min (TPM): "            \
                                         "Limit 30000, Used 29000, Requested 1600. Please "        \
                                         "try again in 1.2s.",                                     \
                                         "tokens", "\"rate_limit_exceeded\""),                     \
                                 LLM_ERROR_RATE_LIMIT, 1200 },                                     \
      [BODY_SERVER_ERROR] = { 500,                                                                 \
                              OPENAI ("The server had an error while processing your "             \
                                      "request",                                                   \
                                      "server_error", "null"),                                     \
                              LLM_ERROR_SERVER, 0 },                                               \
      [BODY_UNAVAILABLE]                                                                           \
      = { 503,                                                                                     \
          OPENAI ("The engine is currently overloaded", "server_error", "\"engine_overloaded\""),  \
          LLM_ERROR_OVERLOADED, 0 },                                                               \
      [BODY_OVERLOADED]                                                                            \
      = { 529, OPENAI ("Overloaded", "server_error", "null"), LLM_ERROR_OVERLOADED, 0 },           \
      [BODY_BAD_KEY]                                                                               \
      = { 401,                                                                                     \
          OPENAI ("Incorrect API key provided", "invalid_request_error", "\"invalid_api_key\""),   \
          LLM_ERROR_AUTH, 0 },                                                                     \
      [BODY_FORBIDDEN] = { 403,                                                                    \
                           OPENAI ("You are not allowed to sample from this model",                \
                                   "invalid_request_error", "null"),                               \
                           LLM_ERROR_AUTH, 0 },                                                    \
      [BODY_NO_MODEL]                                                                              \
      = { 404,                                                                                     \
          OPENAI ("The model `x` does not exist", "invalid_request_error", "\"model_not_found\""), \
          LLM_ERROR_MODEL_NOT_FOUND, 0 },                                                          \
      [BODY_TOO_LARGE]                                                                             \
      = { 413, OPENAI ("Maximum content size limit exceeded", "invalid_request_error", "null"),    \
          LLM_ERROR_CONTEXT_TOO_LONG, 0 },                                                         \
      [BODY_UNPROCESSABLE] = { 422, OPENAI ("Unprocessable", "invalid_request_error", "null"),     \
                               LLM_ERROR_BAD_REQUEST, 0 },                                         \
      [BODY_QUOTA] = { 429,                                                                        \
                       OPENAI ("You exceeded your current quota, please check your plan "          \
                               "and billing details.",                                             \
                               "insufficient_quota", "\"insufficient_quota\""),                    \
                       LLM_ERROR_QUOTA, 0 },                                                       \
      [BODY_TOO_LONG] = { 400,                                                                     \
                          OPENAI ("This model's maximum context length is 128000 tokens.",         \
                                  "invalid_request_error", "\"context_length_exceeded\""),         \
                          LLM_ERROR_CONTEXT_TOO_LONG, 0 },                                         \
      [BODY_FILTERED] = { 400,                                                                     \
                          OPENAI ("Invalid prompt: your prompt was flagged",                       \
                                  "invalid_request_error", "\"content_policy_violation\""),        \
                          LLM_ERROR_CONTENT_FILTER, 0 },

#define OPENAI_END(reason)                                                                         \
  "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":"  \
  "{},\"finish_reason\":\"" reason "\"}]}\n\ndata: [DONE]\n\n"

const FaultVendor fault_vendors[] = {
  {
      .sample = "openai",
      .bodies = { OPENAI_BODIES },
      .stops_by_filter = OPENAI_END ("content_filter"),
      .fails = "data: " OPENAI ("Slow down", "requests", "\"rate_limit_exceeded\"") "\n\n",
      .fails_code = LLM_ERROR_RATE_LIMIT,
      .has_cr = TRUE,
  },
  {
      .sample = "responses",
      .bodies = { OPENAI_BODIES },
      .stops_by_filter = "event: response.incomplete\ndata: {\"type\":\"response.incomplete\","
                         "\"response\":{\"id\":\"resp_1\",\"status\":\"incomplete\",\"error\":null,"
                         "\"incomplete_details\":{\"reason\":\"content_filter\"}}}\n\n",
      .fails = "event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":{\"id\":"
               "\"resp_1\",\"status\":\"failed\",\"error\":{\"code\":\"rate_limit_exceeded\","
               "\"message\":\"Slow down (" TEST_KEY ")\"}}}\n\n",
      .fails_code = LLM_ERROR_RATE_LIMIT,
      .has_cr = TRUE,
  },
  {
      .sample = "compatible",
      .bodies = {
        [BODY_RATE_LIMIT] = { 429, ROUTER ("Rate limit exceeded: free-models-per-min", "429",
                                           "\"error_type\":\"rate_limit_exceeded\""),
                              LLM_ERROR_RATE_LIMIT, 0 },
        /* Groq. */
        [BODY_RATE_LIMIT_HINT] = { 429, OPENAI ("Rate limit reached for model `x`. Please try "
                                                "again in 7.66s.", "tokens",
                                                "\"rate_limit_exceeded\""),
                                   LLM_ERROR_RATE_LIMIT, 7660 },
        [BODY_SERVER_ERROR] = { 500, "{\"error\":\"llama runner process has terminated ("
                                     TEST_KEY ")\"}",
                                LLM_ERROR_SERVER, 0 },
        [BODY_UNAVAILABLE] = { 503, "{\"error\":{\"code\":503,\"message\":\"Loading model ("
                                    TEST_KEY ")\",\"type\":\"unavailable_error\"}}",
                               LLM_ERROR_OVERLOADED, 0 },
        [BODY_OVERLOADED] = { 529, ROUTER ("Provider returned error", "529",
                                           "\"raw\":\"Overloaded\""),
                              LLM_ERROR_OVERLOADED, 0 },
        [BODY_BAD_KEY] = { 401, ROUTER ("No auth credentials found", "401", ""),
                           LLM_ERROR_AUTH, 0 },
        [BODY_FORBIDDEN] = { 403, ROUTER ("Key limit exceeded for this model", "403", ""),
                             LLM_ERROR_AUTH, 0 },
        [BODY_NO_MODEL] = { 404, "{\"error\":\"model 'x' not found, try pulling it first ("
                                 TEST_KEY ")\"}",
                            LLM_ERROR_MODEL_NOT_FOUND, 0 },
        /* nginx before a server of one's own. */
        [BODY_TOO_LARGE] = { 413, "<html><head><title>413 Request Entity Too Large " TEST_KEY
                                  "</title></head></html>",
                             LLM_ERROR_CONTEXT_TOO_LONG, 0 },
        [BODY_UNPROCESSABLE] = { 422, "{\"detail\":[{\"loc\":[\"body\",\"x\"],\"msg\":\"extra "
                                      "fields not permitted " TEST_KEY "\",\"type\":\"x\"}]}",
                                 LLM_ERROR_BAD_REQUEST, 0 },
        [BODY_QUOTA] = { 402, ROUTER ("Insufficient credits", "402", ""), LLM_ERROR_QUOTA, 0 },
        [BODY_TOO_LONG] = { 400, "{\"error\":{\"code\":400,\"message\":\"the request exceeds the "
                                 "available context size (" TEST_KEY
                                 ")\",\"type\":\"exceed_context_size_error\"}}",
                            LLM_ERROR_CONTEXT_TOO_LONG, 0 },
        [BODY_FILTERED] = { 403, ROUTER ("Input was flagged", "403",
                                         "\"reasons\":[\"x\"],\"flagged_input\":\"y\""),
                            LLM_ERROR_CONTENT_FILTER, 0 },
      },
      .stops_by_filter = OPENAI_END ("content_filter"),
      .fails = "data: {\"id\":\"g\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},"
               "\"finish_reason\":\"error\"}],\"error\":{\"code\":502,\"message\":\"Provider "
               "returned error (" TEST_KEY ")\"}}\n\n",
      .fails_code = LLM_ERROR_SERVER,
      .has_cr = TRUE,
  },
  {
      .sample = "mistral",
      .bodies = {
        [BODY_RATE_LIMIT] = { 429, MISTRAL ("Rate limit exceeded", "rate_limited", "1300"),
                              LLM_ERROR_RATE_LIMIT, 0 },
        [BODY_RATE_LIMIT_HINT] = { 429, "{\"message\":\"Requests rate limit exceeded (" TEST_KEY
                                        ")\"}",
                                   LLM_ERROR_RATE_LIMIT, 0 },
        [BODY_SERVER_ERROR] = { 500, MISTRAL ("Internal server error", "internal_server_error",
                                              "1000"),
                                LLM_ERROR_SERVER, 0 },
        [BODY_UNAVAILABLE] = { 503, MISTRAL ("Service unavailable.", "internal_server_error",
                                             "1100"),
                               LLM_ERROR_OVERLOADED, 0 },
        [BODY_OVERLOADED] = { 529, MISTRAL ("Overloaded", "internal_server_error", "1100"),
                              LLM_ERROR_OVERLOADED, 0 },
        [BODY_BAD_KEY] = { 401, "{\"detail\":\"Unauthorized " TEST_KEY "\"}", LLM_ERROR_AUTH, 0 },
        [BODY_FORBIDDEN] = { 403, MISTRAL ("Not yours", "forbidden", "1200"), LLM_ERROR_AUTH, 0 },
        [BODY_NO_MODEL] = { 404, MISTRAL ("No such page", "not_found", "1501"),
                            LLM_ERROR_MODEL_NOT_FOUND, 0 },
        [BODY_TOO_LARGE] = { 413, MISTRAL ("Body too large", "invalid_request_error", "1800"),
                             LLM_ERROR_CONTEXT_TOO_LONG, 0 },
        [BODY_UNPROCESSABLE] = { 422, "{\"object\":\"error\",\"message\":{\"detail\":[{\"loc\":"
                                      "[\"body\",\"temperature\"],\"msg\":\"Input should be less "
                                      "than 1.5 " TEST_KEY "\",\"type\":\"less_than_equal\"}]},"
                                      "\"type\":\"invalid_request_error\",\"code\":null}",
                                 LLM_ERROR_BAD_REQUEST, 0 },
        [BODY_QUOTA] = { 402, MISTRAL ("Payment required", "payment_required", "1350"),
                         LLM_ERROR_QUOTA, 0 },
        [BODY_TOO_LONG] = { 400, MISTRAL ("Prompt contains 40000 tokens, too large for model with "
                                          "32768 maximum context length",
                                          "invalid_request_error", "3051"),
                            LLM_ERROR_CONTEXT_TOO_LONG, 0 },
        [BODY_FILTERED] = { 403, MISTRAL ("Refused by a guardrail", "content_policy_violation",
                                          "1900"),
                            LLM_ERROR_CONTENT_FILTER, 0 },
      },
      .stops_by_filter = OPENAI_END ("content_filter"),
      .fails = "data: {\"error\":{\"message\":\"Broken (" TEST_KEY
               ")\",\"type\":\"internal_server_error\"}}\n\n",
      .fails_code = LLM_ERROR_SERVER,
      .has_cr = TRUE,
  },
  {
      .sample = "anthropic",
      .bodies = {
        [BODY_RATE_LIMIT] = { 429, ANTHROPIC ("This request would exceed your rate limit",
                                              "rate_limit_error", ""),
                              LLM_ERROR_RATE_LIMIT, 0 },
        [BODY_RATE_LIMIT_HINT] = { 429, ANTHROPIC ("Ramping too fast", "rate_limit_error",
                                                   ",\"details\":{\"error_code\":"
                                                   "\"ramp_limit_exceeded\"}"),
                                   LLM_ERROR_RATE_LIMIT, 0 },
        [BODY_SERVER_ERROR] = { 500, ANTHROPIC ("Internal server error", "api_error", ""),
                                LLM_ERROR_SERVER, 0 },
        [BODY_UNAVAILABLE] = { 503, ANTHROPIC ("Service unavailable", "api_error", ""),
                               LLM_ERROR_OVERLOADED, 0 },
        [BODY_OVERLOADED] = { 529, ANTHROPIC ("Overloaded", "overloaded_error", ""),
                              LLM_ERROR_OVERLOADED, 0 },
        [BODY_BAD_KEY] = { 401, ANTHROPIC ("invalid x-api-key", "authentication_error", ""),
                           LLM_ERROR_AUTH, 0 },
        [BODY_FORBIDDEN] = { 403, ANTHROPIC ("Not yours", "permission_error", ""),
                             LLM_ERROR_AUTH, 0 },
        [BODY_NO_MODEL] = { 404, ANTHROPIC ("model: x", "not_found_error", ""),
                            LLM_ERROR_MODEL_NOT_FOUND, 0 },
        [BODY_TOO_LARGE] = { 413, ANTHROPIC ("Request exceeds the maximum size",
                                             "request_too_large", ""),
                             LLM_ERROR_CONTEXT_TOO_LONG, 0 },
        [BODY_UNPROCESSABLE] = { 422, ANTHROPIC ("temperature: not supported",
                                                 "invalid_request_error", ""),
                                 LLM_ERROR_BAD_REQUEST, 0 },
        [BODY_QUOTA] = { 429, ANTHROPIC ("You have reached your limit", "rate_limit_error",
                                         ",\"details\":{\"error_code\":"
                                         "\"enforced_spend_limit_reached\"}"),
                         LLM_ERROR_QUOTA, 0 },
        [BODY_TOO_LONG] = { 400, ANTHROPIC ("prompt is too long: 210000 tokens > 200000 maximum",
                                            "invalid_request_error", ""),
                            LLM_ERROR_CONTEXT_TOO_LONG, 0 },
        [BODY_FILTERED] = { 400, ANTHROPIC ("Output blocked", "invalid_request_error",
                                            ",\"details\":{\"error_code\":\"content_filter\"}"),
                            LLM_ERROR_CONTENT_FILTER, 0 },
      },
      .stops_by_filter
      = "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":"
        "\"refusal\",\"stop_details\":{\"category\":\"bio\"}},\"usage\":{\"output_tokens\":4}}\n\n"
        "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
      .fails = "event: error\ndata: " ANTHROPIC ("Overloaded", "overloaded_error", "") "\n\n",
      .fails_code = LLM_ERROR_OVERLOADED,
      .has_cr = TRUE,
  },
  {
      .sample = "gemini",
      .bodies = {
        [BODY_RATE_LIMIT] = { 429, GEMINI ("429", "Resource has been exhausted",
                                           "RESOURCE_EXHAUSTED", ""),
                              LLM_ERROR_RATE_LIMIT, 0 },
        [BODY_RATE_LIMIT_HINT] = { 429, GEMINI ("429", "You exceeded your current quota",
                                                "RESOURCE_EXHAUSTED",
                                                GEMINI_DETAIL ("RetryInfo",
                                                               "\"retryDelay\":\"34.5s\"")),
                                   LLM_ERROR_RATE_LIMIT, 34500 },
        [BODY_SERVER_ERROR] = { 500, GEMINI ("500", "An internal error has occurred", "INTERNAL",
                                             ""),
                                LLM_ERROR_SERVER, 0 },
        [BODY_UNAVAILABLE] = { 503, GEMINI ("503", "The model is overloaded", "UNAVAILABLE", ""),
                               LLM_ERROR_OVERLOADED, 0 },
        [BODY_OVERLOADED] = { 529, GEMINI ("529", "Overloaded", "UNAVAILABLE", ""),
                              LLM_ERROR_OVERLOADED, 0 },
        /* With a 400 it says the same. */
        [BODY_BAD_KEY] = { 401, GEMINI ("400", "API key not valid", "INVALID_ARGUMENT",
                                        GEMINI_DETAIL ("ErrorInfo",
                                                       "\"reason\":\"API_KEY_INVALID\"")),
                           LLM_ERROR_AUTH, 0 },
        [BODY_FORBIDDEN] = { 403, GEMINI ("403", "The caller does not have permission",
                                          "PERMISSION_DENIED", ""),
                             LLM_ERROR_AUTH, 0 },
        [BODY_NO_MODEL] = { 404, GEMINI ("404", "models/x is not found", "NOT_FOUND", ""),
                            LLM_ERROR_MODEL_NOT_FOUND, 0 },
        [BODY_TOO_LARGE] = { 413, GEMINI ("413", "Request payload size exceeds the limit",
                                          "INVALID_ARGUMENT", ""),
                             LLM_ERROR_CONTEXT_TOO_LONG, 0 },
        [BODY_UNPROCESSABLE] = { 422, GEMINI ("422", "Unknown name", "INVALID_ARGUMENT", ""),
                                 LLM_ERROR_BAD_REQUEST, 0 },
        [BODY_QUOTA] = { 429, GEMINI ("429", "Spend limit reached", "RESOURCE_EXHAUSTED",
                                      GEMINI_DETAIL ("ErrorInfo", "\"reason\":"
                                                     "\"project_spend_limit_reached\"")),
                         LLM_ERROR_QUOTA, 0 },
        [BODY_TOO_LONG] = { 400, GEMINI ("400", "The input token count (1200000) exceeds the "
                                         "maximum number of tokens allowed (1048576).",
                                         "INVALID_ARGUMENT", ""),
                            LLM_ERROR_CONTEXT_TOO_LONG, 0 },
        [BODY_FILTERED] = { 200, "data: {\"promptFeedback\":{\"blockReason\":"
                                 "\"PROHIBITED_CONTENT\",\"blockReasonMessage\":\"No " TEST_KEY
                                 "\"},\"usageMetadata\":{\"promptTokenCount\":8,"
                                 "\"totalTokenCount\":8}}\r\n\r\n",
                            LLM_ERROR_CONTENT_FILTER, 0 },
      },
      .stops_by_filter = "data: {\"candidates\":[{\"index\":0,\"finishReason\":\"SAFETY\"}]}"
                         "\r\n\r\n",
      .fails = "data: " GEMINI ("503", "The model is overloaded", "UNAVAILABLE", "") "\r\n\r\n",
      .fails_code = LLM_ERROR_OVERLOADED,
      .has_cr = TRUE,
  },
  {
      /* It says everything in one string, and filters nothing. */
      .sample = "ollama",
      .bodies = {
        [BODY_RATE_LIMIT] = { 429, OLLAMA ("too many requests"), LLM_ERROR_RATE_LIMIT, 0 },
        [BODY_RATE_LIMIT_HINT] = { 429, OLLAMA ("too many concurrent requests"),
                                   LLM_ERROR_RATE_LIMIT, 0 },
        [BODY_SERVER_ERROR] = { 500, OLLAMA ("llama runner process has terminated: exit status 2"),
                                LLM_ERROR_SERVER, 0 },
        [BODY_UNAVAILABLE] = { 503, OLLAMA ("server busy, please try again.  maximum pending "
                                            "requests exceeded"),
                               LLM_ERROR_OVERLOADED, 0 },
        [BODY_OVERLOADED] = { 529, OLLAMA ("overloaded"), LLM_ERROR_OVERLOADED, 0 },
        [BODY_BAD_KEY] = { 401, OLLAMA ("unauthorized"), LLM_ERROR_AUTH, 0 },
        [BODY_FORBIDDEN] = { 403, OLLAMA ("this model requires a subscription"),
                             LLM_ERROR_AUTH, 0 },
        [BODY_NO_MODEL] = { 404, OLLAMA ("model 'x' not found"), LLM_ERROR_MODEL_NOT_FOUND, 0 },
        /* nginx before it. */
        [BODY_TOO_LARGE] = { 413, "<html><head><title>413 Request Entity Too Large " TEST_KEY
                                  "</title></head></html>",
                             LLM_ERROR_CONTEXT_TOO_LONG, 0 },
        [BODY_UNPROCESSABLE] = { 422, OLLAMA ("unprocessable"), LLM_ERROR_BAD_REQUEST, 0 },
        [BODY_QUOTA] = { 402, OLLAMA ("payment required"), LLM_ERROR_QUOTA, 0 },
        [BODY_TOO_LONG] = { 400, OLLAMA ("the request exceeds the available context size"),
                            LLM_ERROR_CONTEXT_TOO_LONG, 0 },
      },
      .fails = OLLAMA ("an error was encountered while running the model: unexpected EOF") "\n",
      .fails_code = LLM_ERROR_SERVER,
  },
};
const guint n_fault_vendors = G_N_ELEMENTS (fault_vendors);
